import { Binary, ObjectId } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { fromStored, isKeptAsItIs, toStored } from './stored-value.ts';

describe('toStored', () => {
  it.each(['', 'a', '\ud800', 'a\udfff\ud800b', '\ufffd', 'a\0b', '👩‍👩‍👧‍👦', '$where'])(
    'gives %j back',
    (text) => {
      const value = { text, list: [text, { text }], other: 7, none: null };
      expect(fromStored(toStored(value))).toEqual(value);
    },
  );

  it('makes of a text that UTF-8 cannot hold what is no other text', () => {
    const stored = [toStored('\ud800'), toStored('\udfff'), toStored('\ufffd')];
    expect(new Set(stored.map((value) => JSON.stringify(value))).size).toBe(3);
    expect(stored[0]).toBeInstanceOf(Binary);
  });

  it('leaves what belongs to the driver as it is', () => {
    const id = new ObjectId();
    const date = new Date(0);
    const bytes = new Binary(Buffer.from('abc'));
    const value = { id, date, bytes };
    expect(toStored(value)).toEqual(value);
    expect(fromStored(value).bytes).toBe(bytes);
  });
});

describe('isKeptAsItIs', () => {
  it.each([{}, { a: { 'b c': [1, 'x', null] } }, { a$: 1 }])('takes %j', (document) => {
    expect(isKeptAsItIs(document)).toBe(true);
  });

  it.each([
    { $set: 1 },
    { 'a.b': 1 },
    { a: [{ '$x.y': 1 }] },
    { 'a\0b': 1 },
    { '': 1 },
    { a: '\ud800' },
    { '\ud800': 1 },
    JSON.parse('{"__proto__":1}') as object,
  ])('refuses %j', (document) => {
    expect(isKeptAsItIs(document)).toBe(false);
  });
});
