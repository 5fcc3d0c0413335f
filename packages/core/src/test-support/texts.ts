import fc from 'fast-check';

/** What is one character to a reader and several code points, or none at all, and what is not well formed. */
const oddUnits = fc.constantFrom(
  '\u0301',
  '\u200d',
  '\ud83d',
  '\udc00',
  '😀',
  '🏽',
  '👩‍👩‍👧‍👦',
  '🇩🇪',
  'e\u0301',
  'שָׁ',
  'क्षि',
  '\r\n',
  '\u0000',
  '\u202e',
);

/** Short texts of any Unicode characters, halves of surrogate pairs among them. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.nat({ max: 30 }).map((length) => 'abcdefghijklmnopqrstuvwxyz, hello'.slice(0, length)),
  fc.array(oddUnits, { maxLength: 6 }).map((units) => units.join('')),
);
