import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Contacts } from './contacts.ts';
import type { Chat, Identity } from './contracts/message.ts';

const PHONE = '15550100001@s.whatsapp.net';
const OTHER_PHONE = '15550100002@s.whatsapp.net';
const LID = '9000@lid';
const OTHER_LID = '8000@lid';

function chat(identifier: string, alternateIdentifiers: string[] = [], more: Partial<Chat> = {}): Chat {
  return { kind: 'direct', identifier, alternateIdentifiers, ...more };
}

function knowing(...chats: Chat[]): Contacts {
  const contacts = new Contacts();
  for (const each of chats) contacts.remember(each);
  return contacts;
}

/** What the intake does with what it is told; which chats were merged. */
function tell(contacts: Contacts, told: Chat): readonly string[] {
  const { chat: known, merges } = contacts.told(told);
  for (const from of merges) contacts.merged(from, known);
  contacts.remember(known);
  return merges;
}

describe('What a told chat is', () => {
  it.each<[what: string, known: Chat[], told: Chat, key: string, merges: string[], ids: string[]]>([
    ['a new one', [], chat(PHONE, [LID]), PHONE, [], [LID]],
    ['the known one of its key', [chat(PHONE)], chat(PHONE, [LID]), PHONE, [], [LID]],
    ['the known one that has it as another id', [chat(PHONE, [LID])], chat(LID), PHONE, [], [LID]],
    ['that one also when it is told with it', [chat(PHONE, [LID])], chat(LID, [PHONE]), PHONE, [], [LID]],
    ['one that was known by another id', [chat(LID)], chat(PHONE, [LID]), PHONE, [LID], [LID]],
    ['both of two known ones', [chat(LID), chat(PHONE)], chat(PHONE, [LID]), PHONE, [LID], [LID]],
    [
      'all of several known ones',
      [chat(LID), chat(OTHER_LID), chat(PHONE)],
      chat(PHONE, [OTHER_LID, LID]),
      PHONE,
      [OTHER_LID, LID],
      [OTHER_LID, LID],
    ],
    [
      'one with every id that any of them had',
      [chat(LID, ['a']), chat(PHONE, ['b'])],
      chat(PHONE, [LID, 'c']),
      PHONE,
      [LID],
      ['b', LID, 'a', 'c'],
    ],
    [
      'what it was, with ids that are not told this time',
      [chat(PHONE, [LID])],
      chat(PHONE),
      PHONE,
      [],
      [LID],
    ],
    [
      'no other one that shares an id',
      [chat(PHONE, [LID])],
      chat(OTHER_PHONE, [LID]),
      OTHER_PHONE,
      [],
      [LID],
    ],
    ['none of two that have the id', [chat(PHONE, [LID]), chat(OTHER_PHONE, [LID])], chat(LID), LID, [], []],
    [
      'not the one that had the id when another is told with it',
      [chat(PHONE, [LID]), chat(OTHER_PHONE)],
      chat(LID, [OTHER_PHONE]),
      LID,
      [OTHER_PHONE],
      [OTHER_PHONE],
    ],
    ['itself where another has its key as an id', [chat(PHONE, [LID]), chat(LID)], chat(LID), LID, [], []],
    ['no group', [chat(LID, [], { kind: 'group' })], chat(PHONE, [LID]), PHONE, [], [LID]],
    ['no group by another id', [chat(PHONE, [LID], { kind: 'group' })], chat(LID), LID, [], []],
  ])('is %s', (_, known, told, key, merges, ids) => {
    const is = knowing(...known).told(told);
    expect(is.chat.identifier).toBe(key);
    expect(is.merges).toEqual(merges);
    expect([...is.chat.alternateIdentifiers].sort()).toEqual([...ids].sort());
  });

  it('is the same object when it brings nothing new', () => {
    const known = chat(PHONE, [LID], { savedName: 'Ann', pushName: 'annie' });
    const contacts = knowing(known);
    for (const told of [chat(PHONE), chat(LID), chat(PHONE, [LID], { pushName: 'annie' })]) {
      expect(contacts.told(told)).toEqual({ chat: known, merges: [], isNews: false });
      expect(contacts.told(told).chat).toBe(known);
    }
  });

  it.each([
    [chat(PHONE, [], { savedName: 'Ann B.' }), { savedName: 'Ann B.', pushName: 'annie' }],
    [chat(LID, [], { pushName: 'nan' }), { savedName: 'Ann', pushName: 'nan' }],
    [chat(PHONE, [OTHER_LID]), { alternateIdentifiers: [LID, OTHER_LID] }],
  ])('is news of a known one: %j', (told, expected) => {
    const contacts = knowing(chat(PHONE, [LID], { savedName: 'Ann', pushName: 'annie' }));
    expect(contacts.told(told)).toMatchObject({ isNews: true, merges: [], chat: expected });
  });

  it('is called by the first name of each kind: told now, known, known of what is merged', () => {
    const contacts = knowing(
      chat(LID, [], { savedName: 'Old', pushName: 'annie' }),
      chat(PHONE, [], { savedName: 'Ann' }),
    );
    expect(contacts.told(chat(PHONE, [LID])).chat).toMatchObject({ savedName: 'Ann', pushName: 'annie' });
    expect(contacts.told(chat(PHONE, [LID], { savedName: 'New' })).chat.savedName).toBe('New');
  });
});

describe('What is told without a message', () => {
  const told = (identifier: string, alternateIdentifiers: string[] = []): Identity => ({
    identifier,
    alternateIdentifiers,
    savedName: 'New',
  });

  it.each<[known: Chat[], told: Identity, key: string | null, merges: string[]]>([
    [[], told(PHONE, [LID]), null, []],
    [[chat(OTHER_PHONE)], told(PHONE, [LID]), null, []],
    [[chat(PHONE)], told(PHONE, [LID]), PHONE, []],
    [[chat(PHONE, [LID])], told(LID), PHONE, []],
    [[chat(LID)], told(PHONE, [LID]), PHONE, [LID]],
    [[chat(OTHER_PHONE, [LID])], told(PHONE, [LID]), null, []],
    [[chat('g', [], { kind: 'group' })], told('g'), 'g', []],
  ])('of %j: %j', (known, identity, key, merges) => {
    const is = knowing(...known).toldOf(identity);
    expect(is?.chat.identifier ?? null).toBe(key);
    expect(is?.merges ?? []).toEqual(merges);
    if (is !== null) expect(is.chat).toMatchObject({ savedName: 'New', kind: known[0]?.kind });
  });
});

describe('Contacts', () => {
  it('find a chat by any id that is its own, and no unknown one', () => {
    const contacts = knowing(chat(PHONE, [LID]), chat(OTHER_PHONE, [OTHER_LID]));
    expect([PHONE, LID, OTHER_LID, 'x'].map((id) => contacts.keyOf(id))).toEqual([
      PHONE,
      PHONE,
      OTHER_PHONE,
      'x',
    ]);
    expect(contacts.chatOf(LID)).toBe(contacts.chatOf(PHONE));
    expect(contacts.chatOf('x')).toEqual(chat('x'));
  });

  it('answer to the key of a chat that was merged', () => {
    const contacts = knowing(chat(LID, ['a']), chat(PHONE));
    expect(tell(contacts, chat(PHONE, [LID]))).toEqual([LID]);
    expect([LID, 'a'].map((id) => contacts.keyOf(id))).toEqual([PHONE, PHONE]);
    expect(tell(contacts, chat(PHONE, [LID]))).toEqual([]);
  });

  it('know whose an id is when a merge ends the doubt', () => {
    const contacts = knowing(chat(LID, ['a']), chat(PHONE, ['a']));
    expect(contacts.keyOf('a')).toBe('a');
    tell(contacts, chat(PHONE, [LID]));
    expect(contacts.keyOf('a')).toBe(PHONE);
  });

  it('find what a look through all chats would find, whatever is told, and the same after a restart', () => {
    const seed = Date.now() % 2 ** 31;
    console.log(`seed of the told chats: ${seed}`);
    const ids = ['p1', 'p2', 'p3', 'l1', 'l2', 'l3'];
    const id = fc.constantFrom(...ids);
    const told = fc
      .record({ identifier: id, others: fc.uniqueArray(id, { maxLength: 2 }), isGroup: fc.nat(8) })
      .map(({ identifier, others, isGroup }) =>
        chat(
          identifier,
          others.filter((other) => other !== identifier),
          isGroup === 0 ? { kind: 'group' } : {},
        ),
      );
    fc.assert(
      fc.property(fc.array(told, { maxLength: 15 }), (all) => {
        const contacts = new Contacts();
        let keys: string[] = [];
        for (const each of all) {
          const { chat: is, merges } = contacts.told(each);
          // Nobody is merged but whose key was told.
          for (const from of merges) expect([...each.alternateIdentifiers]).toContain(from);
          for (const one of [each.identifier, ...each.alternateIdentifiers]) {
            expect([is.identifier, ...is.alternateIdentifiers]).toContain(one);
          }
          expect(is.alternateIdentifiers).not.toContain(is.identifier);
          expect(new Set(is.alternateIdentifiers).size).toBe(is.alternateIdentifiers.length);
          tell(contacts, each);
          keys = [...new Set([...keys, is.identifier])].filter((key) => !merges.includes(key));
        }
        const chats = keys.map((key) => contacts.chatOf(key));
        const restarted = knowing(...chats.toReversed());
        for (const each of ids) {
          const claimants = chats.filter(({ alternateIdentifiers }) => alternateIdentifiers.includes(each));
          const only = claimants.length === 1 ? claimants[0]?.identifier : undefined;
          const expected = keys.includes(each) ? each : (only ?? each);
          expect(contacts.keyOf(each)).toBe(expected);
          expect(restarted.keyOf(each)).toBe(expected);
        }
      }),
      { seed, numRuns: 3_000 },
    );
  });
});
