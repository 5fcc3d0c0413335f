import { describe, expect, it } from 'vitest';
import { entryKind, entryOf, findCandidates } from './whitelist-entry.ts';

describe('entryKind', () => {
  it.each([
    ['+1 (555) 111-0001', 'number'],
    ['15551110001', 'number'],
    ['[49] 30 12', 'number'],
    ['15551110001@s.whatsapp.net', 'id'],
    ['9876@lid', 'id'],
    ['120363@g.us', 'id'],
    ['Mom', 'name'],
    ['Agent 007', 'name'],
    ['+', 'name'],
    ['', 'name'],
    ['١٢٣', 'name'],
  ])('says that %j is compared as %s', (entry, kind) => {
    expect(entryKind(entry)).toBe(kind);
  });
});

describe('entryOf', () => {
  it.each([
    ['15551110001@s.whatsapp.net', '+15551110001'],
    ['9876@lid', '9876@lid'],
    ['120363@g.us', '120363@g.us'],
  ])('means %s by %s', (id, entry) => {
    expect(entryOf({ id, name: 'Ann' })).toBe(entry);
  });
});

describe('findCandidates', () => {
  const candidates = [
    { id: '15551110001@s.whatsapp.net', name: 'Ann' },
    { id: '9876@lid', name: 'Bob' },
  ];
  it.each([
    ['everybody', '', [], ['Ann', 'Bob']],
    ['a part of a name', ' aN ', [], ['Ann']],
    ['a number as it is written', '+1555', [], ['Ann']],
    ['an id', '9876@', [], ['Bob']],
    ['nobody who is listed', '', ['+15551110001'], ['Bob']],
  ])('finds %s', (_, text, entries, names) => {
    expect(findCandidates(candidates, { text, entries }).map(({ name }) => name)).toEqual(names);
  });
});
