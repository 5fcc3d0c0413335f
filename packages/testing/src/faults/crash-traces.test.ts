import { describe, expect, it } from 'vitest';
import type { CrashPoint } from './crash-point.ts';
import { type Crash, wrongTraces } from './crash-traces.ts';
import type { StoredTurn, WireEvent } from './history.ts';

const asked = [['ann-1']];
const frame = (messageId: string): WireEvent => ({
  kind: 'frame',
  chatId: 'ann',
  messageId,
  text: `text of ${messageId}`,
});

function decided(states: readonly string[]): StoredTurn {
  const parts = ['a', 'b'].map((messageId, index) => ({
    messageId,
    text: `text of ${messageId}`,
    state: states[index] ?? 'ready',
    attempts: 0,
  }));
  return { turnId: 't', chatId: 'ann', ids: [1], state: 'decided', attempts: 1, parts };
}

const planned: StoredTurn = { ...decided([]), state: 'planned', parts: [] };

interface Trace {
  turn?: StoredTurn;
  rows?: string;
  calls: [atCrash: string[][], later: string[][]];
  wire: [atCrash: WireEvent[], later: WireEvent[]];
}

function crash(point: CrashPoint, { turn, rows = 'answered', calls, wire }: Trace): Crash {
  const stored = {
    rows: rows === '' ? [] : [{ chatId: 'ann', id: 1, messageId: 'ann-1', state: rows }],
    turns: turn === undefined ? [] : [turn],
  };
  const atCrash = { sent: [], stored, calls: calls[0], wire: wire[0] };
  const later = { calls: calls[1], wire: wire[1] };
  return { point, chatId: 'ann', messageId: 'ann-1', atCrash, later };
}

const once: Trace['calls'] = [asked, asked];
const twice: Trace['calls'] = [asked, [...asked, ...asked]];
const thrice: Trace['calls'] = [asked, [...asked, ...asked, ...asked]];
const four = [...asked, ...asked, ...asked, ...asked];
const both = [frame('a'), frame('b')];

const proper: readonly [CrashPoint, Trace][] = [
  ['C0', { rows: '', calls: [[], asked], wire: [[], both] }],
  ['C2', { rows: 'waiting', calls: [[], asked], wire: [[], both] }],
  ['C3', { rows: 'waiting', calls: [[], asked], wire: [[], both] }],
  ['C4', { turn: planned, rows: 'waiting', calls: twice, wire: [[], both] }],
  ['C5', { turn: planned, rows: 'waiting', calls: twice, wire: [[], both] }],
  ['C6', { turn: decided([]), calls: once, wire: [[], both] }],
  ['C7', { turn: decided([]), calls: once, wire: [[frame('a')], [frame('a'), ...both]] }],
  ['C8', { turn: decided([]), calls: once, wire: [[frame('a')], [frame('a'), ...both]] }],
  ['C9', { turn: decided(['acked']), calls: once, wire: [[frame('a')], both] }],
];

describe('wrongTraces', () => {
  it('is content with a turn that newer input began again before the death', () => {
    const trace = {
      turn: decided([]),
      calls: [four.slice(0, 3), four.slice(0, 3)],
      wire: [[], both],
    } as const;
    expect(wrongTraces(crash('C6', trace as unknown as Trace))).toEqual([]);
  });

  it.each(proper)('is content with what %s leaves', (point, trace) => {
    expect(wrongTraces(crash(point, trace))).toEqual([]);
  });

  it.each<[string, CrashPoint, Trace]>([
    ['a row too early', 'C0', { rows: 'waiting', calls: [[], asked], wire: [[], both] }],
    ['a message that was never recorded', 'C0', { rows: '', calls: [[], []], wire: [[], []] }],
    ['an acknowledgement without a row', 'C2', { rows: '', calls: [[], asked], wire: [[], both] }],
    ['more calls than newer input explains', 'C3', { rows: 'waiting', calls: [[], four], wire: [[], both] }],
    [
      'a turn that was interrupted again',
      'C4',
      { turn: planned, rows: 'waiting', calls: thrice, wire: [[], both] },
    ],
    ['a message that no later life answered', 'C3', { rows: 'waiting', calls: [[], []], wire: [[], []] }],
    ['a turn too early', 'C3', { turn: planned, rows: 'waiting', calls: [[], asked], wire: [[], both] }],
    ['a turn that was not planned', 'C4', { rows: 'waiting', calls: twice, wire: [[], both] }],
    ['an answer taken from nowhere', 'C5', { turn: planned, rows: 'waiting', calls: once, wire: [[], both] }],
    ['a message still queued', 'C6', { turn: decided([]), rows: 'waiting', calls: once, wire: [[], both] }],
    ['a second call for a decided turn', 'C6', { turn: decided([]), calls: twice, wire: [[], both] }],
    ['a send before its time', 'C6', { turn: decided([]), calls: once, wire: [[frame('a')], both] }],
    ['a part not sent again', 'C7', { turn: decided([]), calls: once, wire: [[frame('a')], both] }],
    [
      'another text',
      'C6',
      { turn: decided([]), calls: once, wire: [[], [frame('a'), { ...frame('b'), text: 'x' }]] },
    ],
    [
      'an arrived part sent again',
      'C9',
      { turn: decided(['acked']), calls: once, wire: [[frame('a')], [frame('a'), ...both]] },
    ],
    ['a death that was not between parts', 'C9', { turn: decided([]), calls: once, wire: [[], both] }],
  ])('finds %s', (_, point, trace) => {
    expect(wrongTraces(crash(point, trace))).toHaveLength(1);
  });
});
