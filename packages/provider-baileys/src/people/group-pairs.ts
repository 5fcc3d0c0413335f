import type { GroupMetadata } from '@whiskeysockets/baileys';
import { type IdPair, idPairs } from './id-pair.ts';

/** The pairs of ids in a group as Baileys describes it: of its members, and of who made, named or described it. */
export function pairsInGroup(group: Partial<GroupMetadata>): IdPair[] {
  const members = (group.participants ?? []).map(({ id, lid, phoneNumber }) => [id, lid ?? phoneNumber]);
  return idPairs(
    ...members,
    [group.owner, group.ownerPn],
    [group.subjectOwner, group.subjectOwnerPn],
    [group.descOwner, group.descOwnerPn],
    [group.author, group.authorPn],
  );
}
