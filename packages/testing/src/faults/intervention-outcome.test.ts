import { describe, expect, it } from 'vitest';
import { answerText } from './answer-text.ts';
import type { WireEvent } from './history.ts';
import type { Intervention } from './intervention.ts';
import { type InterruptedIntervention, wrongOutcome } from './intervention-outcome.ts';

/** The frames of an answer of two parts. */
function said(answer: number, to: readonly string[], chatId = 'ann'): WireEvent[] {
  const texts = answerText(answer, 2, to).split('\n');
  return texts.map((text, part) => ({ kind: 'frame', chatId, messageId: `${answer}/${part}`, text }));
}

interface Trace {
  action?: Intervention;
  death?: number;
  state?: string;
  resolvedAt?: InterruptedIntervention['resolvedAt'];
  takenBefore?: string[];
  /** Frames up to the death, and after it. */
  wire?: [WireEvent[], WireEvent[]];
  /** Versions of calls up to the death, and after it: persona and model. */
  calls?: [string[], string[]];
}

function interrupted(trace: Trace): InterruptedIntervention {
  const { action = 'clear_contact', death = 1, state = 'waiting', resolvedAt = null } = trace;
  const { takenBefore = ['ann-1'], wire = [[], []], calls = [[], []] } = trace;
  const versions = calls.flat().map((pair) => {
    const [persona = '', model = ''] = pair.split('/');
    return { persona, model };
  });
  const rows = [
    { chatId: 'ann', id: 1, messageId: 'ann-1', state },
    { chatId: 'ben', id: 1, messageId: 'ben-1', state: 'waiting' },
  ];
  const callsUntil = (count: number) => Array.from({ length: count }, () => ['ann-1']);
  return {
    order: { action, stage: 'asked', passage: 1, death, lingerMs: 0, version: 'v2' },
    chatIds: ['ann'],
    takenBefore: new Set(takenBefore),
    resolvedAt,
    atCrash: { sent: [], stored: { rows, turns: [] }, wire: wire[0], calls: callsUntil(calls[0].length) },
    later: { wire: wire.flat(), calls: callsUntil(versions.length) },
    oldVersion: 'v1',
    versions,
    firstCall: 0,
  };
}

const done = { frames: 1, calls: 1 };
const one = said(1, ['ann-1']);

describe('wrongOutcome', () => {
  it.each<[string, Trace]>([
    ['a clearing that had not begun, and an answer', { wire: [[], one] }],
    [
      'an answer that was given before the clearing was done',
      { resolvedAt: done, wire: [one.slice(0, 1), []] },
    ],
    [
      'silence about what was cleared',
      { state: 'cleared', resolvedAt: done, wire: [[], said(2, ['ben-1'])] },
    ],
    [
      'an answer to a message that came after the clearing began',
      { resolvedAt: { frames: 0, calls: 0 }, takenBefore: [], wire: [[], one] },
    ],
    [
      'a newer message that takes what was unlinked with it',
      { action: 'unlink', state: 'collected', wire: [[], said(2, ['ann-1', 'ann-2'])] },
    ],
    ['an answer of another chat', { state: 'cleared', wire: [[], said(2, ['ben-1'], 'ben')] }],
    [
      'a turn that ends with the old configuration',
      { action: 'reload', death: 1, calls: [['v1/v1'], ['v1/v1']] },
    ],
    ['a turn that begins with the stored one', { action: 'reload', death: 2, calls: [['v1/v1'], ['v2/v2']] }],
    [
      'a reload that has resolved',
      { action: 'reload', resolvedAt: done, calls: [['v1/v1', 'v2/v2'], ['v2/v2']] },
    ],
  ])('is content with %s', (_, trace) => {
    expect(wrongOutcome(interrupted(trace))).toEqual([]);
  });

  it.each<[string, Trace]>([
    ['an answer to what was cleared on disk', { state: 'cleared', wire: [[], one.slice(0, 1)] }],
    [
      'an answer to what was unlinked on disk',
      { action: 'unlink', state: 'collected', wire: [[], one.slice(0, 1)] },
    ],
    ['a part that was sent after all was done', { state: 'answered', resolvedAt: done, wire: [one, []] }],
    [
      'an answer after all was done and a death',
      { state: 'answered', resolvedAt: done, wire: [one.slice(0, 1), one.slice(1)] },
    ],
    ['a call with both configurations', { action: 'reload', calls: [['v1/v2'], []] }],
    ['a new configuration that was not stored', { action: 'reload', death: 1, calls: [[], ['v2/v2']] }],
    [
      'an old configuration in spite of the stored one',
      { action: 'reload', death: 2, calls: [[], ['v1/v1']] },
    ],
    [
      'an old configuration after the reload',
      { action: 'reload', resolvedAt: done, calls: [['v1/v1', 'v1/v1'], []] },
    ],
  ])('finds %s', (_, trace) => {
    expect(wrongOutcome(interrupted(trace))).toHaveLength(1);
  });
});
