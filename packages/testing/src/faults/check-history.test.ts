import { describe, expect, it } from 'vitest';
import { answerText } from './answer-text.ts';
import { checkHistory } from './check-history.ts';
import {
  brokenPromises,
  type FaultHistory,
  type StoredRow,
  type StoredTurn,
  type WireEvent,
} from './history.ts';

const sent = [1, 2].map((number) => ({ chatId: 'ann', messageId: `ann-${number}` }));

function row(number: number, more: Partial<StoredRow> = {}): StoredRow {
  return { chatId: 'ann', id: number, messageId: `ann-${number}`, state: 'answered', ...more };
}

function turn(more: Partial<StoredTurn> = {}): StoredTurn {
  return { turnId: 't', chatId: 'ann', ids: [2], state: 'dead', attempts: 3, parts: [], ...more };
}

/** Frame and acknowledgement of a part of an answer. */
function said(messageId: string, answer: number, to: readonly string[], part = 1, parts = 1): WireEvent[] {
  const text = answerText(answer, parts, to).split('\n')[part - 1] ?? '';
  return (['frame', 'ack'] as const).map((kind) => ({ kind, chatId: 'ann', messageId, text }));
}

const first = said('a', 1, ['ann-1']);
const second = [...said('b', 2, ['ann-2'], 1, 2), ...said('c', 2, ['ann-2'], 2, 2)];

/** Two messages, one answered in one part, the other in two. */
function history(
  more: Partial<FaultHistory> & { rows?: StoredRow[]; turns?: StoredTurn[] } = {},
): FaultHistory {
  const { rows = [row(1), row(2)], turns = [], ...rest } = more;
  return {
    sent,
    stored: { rows, turns },
    wire: [...first, ...second],
    calls: [['ann-1'], ['ann-2']],
    ...rest,
  };
}

describe('checkHistory', () => {
  it('finds nothing wrong with messages that were all answered once and in order', () => {
    const figures = checkHistory(history());
    expect(figures).toMatchObject({ sent: 2, calls: 2, resent: 0, parked: 0 });
    expect(brokenPromises(figures)).toEqual({});
  });

  it('does not blame a bot for what is sent again under its id, nor for calling the model again', () => {
    const wire = [...first.slice(0, 1), ...first, ...second];
    const figures = checkHistory(history({ wire, calls: [['ann-1'], ['ann-1'], ['ann-2']] }));
    expect(figures).toMatchObject({ calls: 3, resent: 1 });
    expect(brokenPromises(figures)).toEqual({});
  });

  it('does not blame a bot for giving up a message whose turn was begun three times', () => {
    const rows = [row(1), row(2, { state: 'parked' })];
    const figures = checkHistory(history({ rows, turns: [turn()], wire: first }));
    expect(figures.parked).toBe(1);
    expect(brokenPromises(figures)).toEqual({});
  });

  it('tells an answer that was broken off, since the process died with a part five times, from one that never came', () => {
    const third = { chatId: 'ann', messageId: 'ann-3' };
    const part = { messageId: 'b', text: '', state: 'failed', attempts: 5 };
    const given = {
      sent: [...sent, third],
      rows: [row(1), row(2), row(3)],
      wire: [...first, ...second.slice(0, 1), ...said('d', 3, ['ann-3'])],
    };
    const figuresOf = (attempts: number) =>
      checkHistory(history({ ...given, turns: [turn({ state: 'done', parts: [{ ...part, attempts }] })] }));
    expect(brokenPromises(figuresOf(5))).toEqual({ brokenOff: 1 });
    expect(brokenPromises(figuresOf(4))).toEqual({ unanswered: 1, disorder: 2 });
  });

  it.each<[string, Parameters<typeof history>[0], object]>([
    ['a message without a row', { rows: [row(1)] }, { lost: 1 }],
    ['a message that still waits', { rows: [row(1), row(2, { state: 'waiting' })] }, { unanswered: 1 }],
    ['a message that was evicted', { rows: [row(1), row(2, { state: 'evicted' })] }, { evicted: 1 }],
    ['a message without a reply', { wire: first }, { unanswered: 1 }],
    ['half an answer', { wire: [...first, ...second.slice(0, 2)] }, { unanswered: 1 }],
    [
      'a message given up too early',
      { rows: [row(1), row(2, { state: 'parked' })], turns: [turn({ attempts: 2 })], wire: first },
      { wronglyParked: 1 },
    ],
    [
      'a message given up with the turn of another chat',
      { rows: [row(1), row(2, { state: 'parked' })], turns: [turn({ chatId: 'ben' })], wire: first },
      { wronglyParked: 1 },
    ],
    [
      'a message given up and answered',
      { rows: [row(1), row(2, { state: 'parked' })], turns: [turn()] },
      { wronglyParked: 1 },
    ],
    [
      'a second answer',
      { wire: [...first, ...second, ...said('d', 3, ['ann-2'])] },
      { twice: 1, disorder: 1 },
    ],
    [
      'an answer under two ids',
      { wire: [...first, ...said('d', 1, ['ann-1']), ...second] },
      { twice: 1, disorder: 1 },
    ],
    ['a message with two rows', { rows: [row(1), row(2), row(2, { id: 3 })] }, { recordedTwice: 1 }],
    ['rows in another order', { rows: [row(1, { id: 2 }), row(2, { id: 1 })] }, { disorder: 1 }],
    ['answers in another order', { wire: [...second, ...first] }, { disorder: 1 }],
    [
      'parts in another order',
      { wire: [...first, ...second.slice(2), ...second.slice(0, 2)] },
      { disorder: 2 },
    ],
    [
      'a part sent before the one before it had arrived',
      { wire: [...first, ...second.filter(({ kind }) => kind === 'frame')] },
      { disorder: 1 },
    ],
    [
      'an id with another text',
      { wire: [...first, ...second, ...second.slice(-2).map((event) => ({ ...event, text: 'other' }))] },
      { sameIdOtherText: 2 },
    ],
  ])('finds %s', (_, given, broken) => {
    expect(brokenPromises(checkHistory(history(given)))).toEqual(broken);
  });

  it('tells what is out of order, and what happened before it', () => {
    const { disordered } = checkHistory(history({ wire: [...second, ...first] }));
    expect(disordered).toEqual([
      'bubble "answer 1 part 1 of 1 to ann-1" after: frame b "answer 2 part 1 of 2 to ann-2", frame c "answer 2 part 2 of 2 to ann-2"',
    ]);
  });

  describe('of messages that an operator took away', () => {
    const takenAway = new Set(['ann-1']);
    const rows = [row(1, { state: 'cleared' }), row(2)];
    const half = [...said('a', 1, ['ann-1'], 1, 2), ...second];

    it.each<[string, Parameters<typeof history>[0]]>([
      ['silence', { rows, wire: second }],
      ['half an answer', { wire: half }],
      ['a part that was never acknowledged', { wire: half.filter((_, index) => index !== 1) }],
    ])('does not blame a bot for %s', (_, given) => {
      expect(brokenPromises(checkHistory(history(given), { takenAway }))).toEqual({});
      expect(brokenPromises(checkHistory(history(given)))).not.toEqual({});
    });

    it('finds one that still waits', () => {
      const given = history({ rows: [row(1, { state: 'waiting' }), row(2)], wire: second });
      expect(brokenPromises(checkHistory(given, { takenAway }))).toEqual({ unanswered: 1 });
    });
  });

  it('refuses a text that the model did not write', () => {
    const wire = first.map((event) => ({ ...event, text: 'hello' }));
    expect(() => checkHistory(history({ wire }))).toThrow('no part of an answer: hello');
  });
});
