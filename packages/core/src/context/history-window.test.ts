import { createSeededRandom } from '@chat-imposter/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstAllowed } from '../limits.ts';
import { type Windowed, windowStart } from './history-window.ts';

const NOW = Date.UTC(2026, 0, 17);
const DAY = 24 * 60 * 60 * 1000;
const long = { max_messages: 100, max_characters: 20_000, max_days: 7, max_characters_single_message: 300 };

function message(index: number, length = 60): Windowed {
  const acceptedTime = NOW + index * 90_000;
  return {
    message: {
      id: index,
      providerMessageId: `3EB0${index.toString(16).toUpperCase()}`,
      content: '',
      quoted: null,
      sender: { identifier: 'ann', displayName: 'Ann', alternateIdentifiers: [] },
      source: 'user',
      group: null,
      acceptedTime,
      originatingTime: null,
    },
    content: 'x'.repeat(length),
    size: length,
    acceptedTime,
  };
}

function conversation(count: number, lengthAt: (index: number) => number = () => 60): Windowed[] {
  return Array.from({ length: count }, (_, index) => message(index, lengthAt(index)));
}

/** The id of the first message that is shown of those up to `end`, when a prompt source remembers one more than fits. */
function firstShown(all: readonly Windowed[], end: number, limits = long): number {
  const known = all.slice(Math.max(0, end - limits.max_messages - 1), end);
  const start = windowStart(known, limits, known.at(-1)?.acceptedTime ?? NOW, known.length - 1);
  return known[start]?.message.id ?? Number.NaN;
}

describe('windowStart', () => {
  it('shows all of a conversation that fits', () => {
    const all = conversation(100);
    for (let end = 1; end <= 100; end += 1) expect(firstShown(all, end)).toBe(0);
  });

  it('moves with each message where prompt caches do not reach', () => {
    const short = { ...long, max_messages: 10, max_characters: 100_000 };
    const all = conversation(60);
    for (let end = 11; end <= 60; end += 1) expect(firstShown(all, end, short)).toBe(end - 10);
  });

  it('moves seldom in a long window', () => {
    const random = createSeededRandom(11);
    const all = conversation(3_000, () => 20 + Math.floor(random.fraction() * 80));
    let moves = 0;
    for (let end = 102; end <= 3_000; end += 1)
      if (firstShown(all, end) !== firstShown(all, end - 1)) moves += 1;
    const between = 2_899 / moves;
    console.log(`the start of a window of 100 messages moves every ${between.toFixed(1)} messages`);
    expect(between).toBeGreaterThan(15);
  });

  it('keeps within the limits, and half of what they allow, whatever is said', () => {
    const limits = fc.record({
      max_messages: fc.integer({ min: 1, max: 60 }),
      max_characters: fc.integer({ min: 1, max: 9_000 }),
      max_days: fc.integer({ min: 1, max: 3 }),
      max_characters_single_message: fc.constant(300),
    });
    const seed = Date.now() % 2 ** 31;
    console.log(`seed of the windows: ${seed}`);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 1, maxLength: 80, size: 'max' }),
        limits,
        fc.nat(80),
        fc.nat(4 * DAY),
        (lengths, given, pendingFrom, later) => {
          const all = conversation(lengths.length, (index) => lengths[index] ?? 0);
          const now = NOW + later;
          const allowed = all.slice(firstAllowed(all, given, now));
          const shown = all.slice(windowStart(all, given, now, Math.min(pendingFrom, all.length - 1)));
          expect(shown.length).toBeGreaterThan(0);
          expect(allowed.slice(allowed.length - shown.length)).toEqual(shown);
          expect(shown.length * 2).toBeGreaterThanOrEqual(allowed.length);
          expect(charactersOf(shown) * 2).toBeGreaterThanOrEqual(charactersOf(allowed));
          const waiting = all.length - Math.min(pendingFrom, all.length - 1);
          expect(shown.length).toBeGreaterThanOrEqual(Math.min(waiting, allowed.length));
        },
      ),
      { seed, numRuns: 2_000 },
    );
  });

  it('finds the same start whatever else is remembered of the conversation', () => {
    const all = conversation(400);
    for (let end = 150; end <= 400; end += 1) {
      const more = all.slice(end - 140, end);
      const start = windowStart(more, long, more.at(-1)?.acceptedTime ?? NOW, more.length - 1);
      expect(more[start]?.message.id).toBe(firstShown(all, end));
    }
  });
});

function charactersOf(messages: readonly Windowed[]): number {
  return messages.reduce((sum, { size }) => sum + size, 0);
}
