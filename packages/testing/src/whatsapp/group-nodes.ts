import type { BinaryNode } from '@whiskeysockets/baileys';
import { type IdStyle, otherIdAttribute, otherJid, styledJid } from './addressing.ts';
import type { Identity } from './identity.ts';
import { node, wireTime } from './nodes.ts';

/** Somebody in a group. */
export interface Member {
  identity: Identity;
  isAdmin: boolean;
}

/** What a client may know of a group. */
export interface GroupFacts {
  /** `120363000000000001@g.us`. */
  id: string;
  subject: string;
  /** Epoch milliseconds. */
  subjectSince: number;
  subjectBy: Identity;
  /** Epoch milliseconds. */
  createdAt: number;
  style: IdStyle;
  members: readonly Member[];
}

/** A group as the answer to a query, with its members. */
export function groupNode(group: GroupFacts): BinaryNode {
  const { id, subject, subjectSince, subjectBy, createdAt, style, members } = group;
  const creator = members.find(({ isAdmin }) => isAdmin)?.identity ?? subjectBy;
  const attributes = {
    id: id.slice(0, id.indexOf('@')),
    subject,
    s_t: wireTime(subjectSince),
    s_o: styledJid(subjectBy, style),
    creation: wireTime(createdAt),
    creator: styledJid(creator, style),
    addressing_mode: style.addressing === 'lid' ? 'lid' : 'pn',
    size: String(members.length),
  };
  return node('group', attributes, participantNodes(members, style));
}

/** The notice that a group was created. */
export function createdNode(group: GroupFacts): BinaryNode {
  return node('create', { type: 'new' }, [groupNode(group)]);
}

/** The notice that a group has another subject. */
export function subjectNode({ subject, subjectSince, subjectBy, style }: GroupFacts): BinaryNode {
  return node('subject', { subject, s_t: wireTime(subjectSince), s_o: styledJid(subjectBy, style) });
}

/** The notice that members were added, removed or made administrators. */
export function membersNode(
  change: 'add' | 'remove' | 'promote',
  members: readonly Member[],
  style: IdStyle,
): BinaryNode {
  return node(change, {}, participantNodes(members, style));
}

/** A notification from a group. */
export function noticeStanza(
  { group, by, style }: { group: string; by: Identity; style: IdStyle },
  id: string,
  change: BinaryNode,
): BinaryNode {
  const attributes = {
    from: group,
    type: 'w:gp2',
    id,
    participant: styledJid(by, style),
    ...otherIdAttribute('participant', by, style),
    addressing_mode: style.addressing === 'lid' ? 'lid' : 'pn',
    notify: by.name,
    t: wireTime(Date.now()),
  };
  return node('notification', attributes, [change]);
}

function participantNodes(members: readonly Member[], style: IdStyle): BinaryNode[] {
  const other = style.addressing === 'lid' ? 'phone_number' : 'lid';
  return members.map(({ identity, isAdmin }) =>
    node('participant', {
      jid: styledJid(identity, style),
      [other]: otherJid(identity, style),
      type: isAdmin ? 'admin' : undefined,
    }),
  );
}
