import { type BinaryNode, getBinaryNodeChild, getBinaryNodeChildren } from '@whiskeysockets/baileys';
import type { Directory } from './directory.ts';
import { Group } from './group.ts';
import { groupNode } from './group-nodes.ts';
import { node } from './nodes.ts';
import type { Person } from './person.ts';
import type { Answers, QueryContext, Refusal } from './query.ts';

const UNKNOWN: Refusal = { code: 404, text: 'item-not-found' };
const FORBIDDEN: Refusal = { code: 403, text: 'forbidden' };

/** What a client may ask of groups, and do with them. */
export const groupAnswers: Answers = {
  'w:g2 participating': (_query, { owner, directory }) => {
    const groups = directory.groups.filter((group) => group.has(owner));
    return [
      node(
        'groups',
        {},
        groups.map(({ facts }) => groupNode(facts)),
      ),
    ];
  },
  'w:g2 query': (query, context) => inGroup(query, context, (group) => [groupNode(group.facts)]),
  'w:g2 create': create,
  'w:g2 subject': (query, context) => inGroup(query, context, (group) => rename(query, group, context)),
  'w:g2 add': (query, context) => changeMembers(query, context, 'add'),
  'w:g2 remove': (query, context) => changeMembers(query, context, 'remove'),
  'w:g2 promote': (query, context) => changeMembers(query, context, 'promote'),
  'w:g2 leave': leave,
};

function create(query: BinaryNode, { owner, directory }: QueryContext): BinaryNode[] {
  const request = getBinaryNodeChild(query, 'create');
  const subject = request?.attrs.subject ?? '';
  const group = new Group({ subject, members: [owner, ...peopleIn(request, directory)] });
  directory.addGroup(group);
  return [groupNode(group.facts)];
}

function rename(query: BinaryNode, group: Group, { owner }: QueryContext): BinaryNode[] {
  const text = getBinaryNodeChild(query, 'subject')?.content;
  group.rename(Buffer.from((text as Uint8Array | undefined) ?? []).toString(), { by: owner });
  return [];
}

function changeMembers(query: BinaryNode, context: QueryContext, change: 'add' | 'remove' | 'promote') {
  return inGroup(query, context, (group) => {
    const request = getBinaryNodeChild(query, change);
    for (const person of peopleIn(request, context.directory)) group[change](person, { by: context.owner });
    const participants = getBinaryNodeChildren(request, 'participant');
    return [
      node(
        change,
        {},
        participants.map(({ attrs }) => node('participant', { jid: attrs.jid })),
      ),
    ];
  });
}

function leave(query: BinaryNode, { owner, directory }: QueryContext): BinaryNode[] {
  const left = getBinaryNodeChildren(getBinaryNodeChild(query, 'leave'), 'group');
  for (const { attrs } of left) directory.group(attrs.id ?? '')?.remove(owner, { by: owner });
  return [];
}

function inGroup(
  query: BinaryNode,
  { owner, directory }: QueryContext,
  work: (group: Group) => BinaryNode[],
): BinaryNode[] | Refusal {
  const group = directory.group(query.attrs.to ?? '');
  if (!group) return UNKNOWN;
  return group.has(owner) ? work(group) : FORBIDDEN;
}

function peopleIn(parent: BinaryNode | undefined, directory: Directory): Person[] {
  const participants = getBinaryNodeChildren(parent, 'participant');
  return participants.map(({ attrs }) => directory.find(attrs.jid)).filter((person) => person !== undefined);
}
