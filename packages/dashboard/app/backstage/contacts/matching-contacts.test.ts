import { describe, expect, it } from 'vitest';
import type { ContactJson } from '../../api/api-json.ts';
import { matchingContacts } from './matching-contacts.ts';

const CONTACTS = [
  contact('15551110001@s.whatsapp.net', 'Ann', ['9876@lid']),
  contact('15552220002@s.whatsapp.net', 'ÉMILE'),
  contact('1203630@g.us', 'Movies'),
];

describe('matchingContacts', () => {
  it.each([
    ['', ['Ann', 'ÉMILE', 'Movies']],
    [' ann ', ['Ann']],
    ['émile', ['ÉMILE']],
    ['9876@', ['Ann']],
    ['1555', ['Ann', 'ÉMILE']],
    ['g.us', ['Movies']],
    ['nobody', []],
  ])('finds for %j %j', (text, names) => {
    expect(matchingContacts(CONTACTS, text).map((one) => one.display_name)).toEqual(names);
  });
});

function contact(id: string, name: string, others: string[] = []): ContactJson {
  return {
    correspondent_id: id,
    kind: 'direct',
    display_name: name,
    alternate_identifiers: others,
    may_be_answered: true,
    reason: null,
  };
}
