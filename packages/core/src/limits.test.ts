import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evictionReason, firstAllowed, sizeOf, truncate } from './limits.ts';
import { heapOf } from './test-support/heap.ts';
import { codePoints, cut } from './test-support/queue-model.ts';
import { anyText } from './test-support/texts.ts';

const DAY = 24 * 60 * 60 * 1000;
const limits = { max_messages: 3, max_characters: 10, max_days: 1, max_characters_single_message: 5 };

describe('evictionReason', () => {
  const fresh = { acceptedTime: 10 * DAY, size: 2 };
  const none = { count: 0, characters: 0 };

  it.each([
    ['nothing when all fits', fresh, { count: 3, characters: 10 }, none, null],
    [
      'age just past the days',
      { acceptedTime: 9 * DAY - 1, size: 2 },
      { count: 1, characters: 2 },
      none,
      'age',
    ],
    [
      'nothing exactly at the days',
      { acceptedTime: 9 * DAY, size: 2 },
      { count: 1, characters: 2 },
      none,
      null,
    ],
    [
      'characters with what comes',
      fresh,
      { count: 1, characters: 6 },
      { count: 1, characters: 5 },
      'total_characters',
    ],
    [
      'count with what comes',
      fresh,
      { count: 3, characters: 3 },
      { count: 1, characters: 1 },
      'message_count',
    ],
    ['age before characters', { acceptedTime: 0, size: 2 }, { count: 9, characters: 99 }, none, 'age'],
    ['characters before count', fresh, { count: 9, characters: 99 }, none, 'total_characters'],
  ] as const)('gives %s', (_, oldest, held, incoming, reason) => {
    expect(evictionReason(oldest, held, incoming, limits, 10 * DAY)).toBe(reason);
  });
});

describe('firstAllowed', () => {
  it('keeps the newest suffix that fits and never drops the last message', () => {
    const message = fc.record({
      acceptedTime: fc.integer({ min: 0, max: 3 * DAY }),
      size: fc.integer({ min: 0, max: 20 }),
    });
    fc.assert(
      fc.property(fc.array(message), (unordered) => {
        const messages = unordered.toSorted((a, b) => a.acceptedTime - b.acceptedTime);
        const kept = messages.slice(firstAllowed(messages, limits, 3 * DAY));
        expect(kept).toEqual(messages.slice(messages.length - kept.length));
        if (messages.length > 0) expect(kept.length).toBeGreaterThan(0);
        if (kept.length > 1) {
          expect(kept.length).toBeLessThanOrEqual(limits.max_messages);
          expect(kept.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(limits.max_characters);
          expect(kept[0]?.acceptedTime).toBeGreaterThanOrEqual(2 * DAY);
        }
        const dropped = messages[messages.length - kept.length - 1];
        if (dropped !== undefined) {
          const held = [dropped, ...kept];
          const totals = { count: held.length, characters: held.reduce((sum, { size }) => sum + size, 0) };
          expect(
            evictionReason(dropped, totals, { count: 0, characters: 0 }, limits, 3 * DAY),
          ).not.toBeNull();
        }
      }),
    );
  });
});

describe('truncate', () => {
  it.each([
    ['a short text', 'hello', 5, 'hello'],
    ['a long text', 'hello!', 5, 'hello'],
    ['an emoji of one code point', '👍👍👍', 2, '👍👍'],
    ['a family that counts seven code points', '👨‍👩‍👧‍👦x', 6, ''],
    ['a letter with a combining accent', 'ae\u0301b', 2, 'a'],
  ])('cuts %s between what a reader sees as characters', (_, text, max, expected) => {
    expect(truncate(text, max)).toBe(expected);
  });

  it('gives as many whole characters as fit, whatever the text is made of', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 20 }), (text, max) => {
        expect(truncate(text, max)).toBe(cut(text, max));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['one letter', 'a', 65_536],
    ['one pair', '😀', 2 * 65_536],
    ['flags', '🇩🇪', 2 * 65_536],
    ['half flags', '🇩', 2 * 65_536],
    ['accents', '\u0301\u0323', 0],
    ['joined people', '👩\u200d', 0],
    ['consonants', 'क्', 0],
    ['half pairs', '\ud83d', 65_536],
  ])('looks at no character of a very long text twice: %s', (_, unit, length) => {
    const text = unit.repeat(4_000_000 / unit.length);
    expect(truncate(text, 65_536)).toHaveLength(length);
    // What grows with the square of the length takes minutes, and the test times out.
  });

  it('does not keep the long text behind what it cut off', () => {
    const bytes = heapOf(() =>
      Array.from({ length: 200 }, (_, number) => truncate(`${number}`.padEnd(100_000, 'x'), 100)),
    );
    expect(bytes).toBeLessThan(2_000_000);
  });
});

describe('sizeOf', () => {
  it('counts code points, and halves of pairs as one', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(sizeOf(text)).toBe(codePoints(text));
      }),
      { numRuns: 2_000 },
    );
  });
});
