import { describe, expect, it } from 'vitest';
import type { Chat } from './contracts/message.ts';
import { Whitelist } from './whitelist.ts';

const ann: Chat = {
  kind: 'direct',
  identifier: '15551110001@s.whatsapp.net',
  alternateIdentifiers: ['90000000007@lid'],
  savedName: 'Ann  Lee',
  pushName: 'Mom',
};
const movies: Chat = {
  kind: 'group',
  identifier: '120363000000000001@g.us',
  alternateIdentifiers: [],
  savedName: 'Movie Night',
};
const settings = { allow_group_messages: true, match_push_names: false };

function ask(chat: Chat, entries: string[], more: Partial<typeof settings> = {}) {
  const lists = { respond_to_whitelist: entries, respond_to_whitelist_group: entries };
  const permission = new Whitelist(lists, { ...settings, ...more }).permission(chat);
  return permission.mayReply ? true : permission.reason;
}

describe('Whitelist', () => {
  it.each([
    ['nobody when the list is empty', ann, [], 'whitelist'],
    ['a phone number as WhatsApp writes it', ann, ['15551110001'], true],
    ['a phone number as people write it', ann, ['+1 (555) 111-0001'], true],
    ['a whole id', ann, ['15551110001@S.whatsapp.net'], true],
    ['a LID', ann, ['90000000007@lid'], true],
    ['the digits of a LID', ann, ['90000000007'], true],
    ['the saved name, whatever its case and spaces', ann, [' ann lee '], true],
    ['not the end of a number', ann, ['1110001'], 'whitelist'],
    ['not a number inside a longer one', ann, ['5551110001'], 'whitelist'],
    ['not a part of the name', ann, ['Ann'], 'whitelist'],
    ['not a name that the contact gave itself', ann, ['Mom'], 'push_name'],
    ['not an empty entry', { ...ann, savedName: '' }, [''], 'whitelist'],
    [
      'not another id with the same digits',
      { ...ann, identifier: 'u15551110001', alternateIdentifiers: [] },
      ['15551110001'],
      'whitelist',
    ],
    ['a group by its subject', movies, ['movie night'], true],
    ['a group by its id', movies, ['120363000000000001@g.us'], true],
    ['not another group', movies, ['Movie'], 'whitelist'],
  ] as const)('allows %s', (_, chat, entries, expected) => {
    expect(ask(chat, [...entries])).toBe(expected);
  });

  it('allows a push name when the configuration says so', () => {
    expect(ask(ann, ['mom'], { match_push_names: true })).toBe(true);
  });

  it('allows no group unless groups are allowed', () => {
    expect(ask(movies, ['Movie Night'], { allow_group_messages: false })).toBe('groups_not_allowed');
  });

  it('compares letters, not how they were composed', () => {
    expect(ask({ ...ann, savedName: 'Rene\u0301' }, ['RENÉ'])).toBe(true);
  });

  it.each(['x', '\u0301\u0323', ' ', '1', 'a '])('bears a name of 200,000 characters: %j', (unit) => {
    const name = unit.repeat(200_000 / unit.length);
    expect(ask({ ...ann, savedName: name, pushName: name }, ['Mom', 'Ann'])).toBe('whitelist');
    // To normalise some of them would take half a minute, and the test times out.
  });
});
