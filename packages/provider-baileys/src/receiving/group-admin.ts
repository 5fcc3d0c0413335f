import type { GroupMetadata } from '@whiskeysockets/baileys';
import { personIds } from './identity.ts';

/** Whether one of these ids is that of an administrator of the group. */
export function isGroupAdmin(
  { participants }: Pick<GroupMetadata, 'participants'>,
  ids: readonly string[],
): boolean {
  return participants.some(({ id, phoneNumber, lid, admin }) => {
    return Boolean(admin) && personIds([id, phoneNumber, lid]).some((known) => ids.includes(known));
  });
}
