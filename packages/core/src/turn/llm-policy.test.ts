import { describe, expect, it } from 'vitest';
import { LlmError, type LlmErrorKind } from '../contracts/llm-provider.ts';
import { isStale, outcomeOf, retryDelayMs } from './llm-policy.ts';

const highest = { fraction: () => 1, hex: () => '' };
const lowest = { fraction: () => 0, hex: () => '' };
const MINUTE = 60_000;

describe('retryDelayMs', () => {
  it('doubles its upper bound up to eight seconds', () => {
    const server = new LlmError('server', '');
    expect([1, 2, 3, 4, 5, 6].map((tries) => retryDelayMs(server, tries, 9, highest))).toEqual([
      1000, 2000, 4000, 8000, 8000, 8000,
    ]);
    expect(retryDelayMs(server, 5, 9, lowest)).toBe(500);
  });

  it('waits as long as the server asks, up to a minute', () => {
    expect(retryDelayMs(new LlmError('rate_limit', '', { retryAfterMs: 60_000 }), 1, 3, highest)).toBe(
      60_000,
    );
    expect(retryDelayMs(new LlmError('rate_limit', '', { retryAfterMs: 60_001 }), 1, 3, highest)).toBeNull();
  });

  it('tries no more often than configured', () => {
    expect(retryDelayMs(new LlmError('network', ''), 3, 3, highest)).not.toBeNull();
    expect(retryDelayMs(new LlmError('network', ''), 4, 3, highest)).toBeNull();
  });

  it.each([
    'auth',
    'quota',
    'context_length',
    'content_filter',
    'model_not_found',
    'invalid_request',
    'aborted',
  ] as const)('does not repeat %s', (kind) => {
    expect(retryDelayMs(new LlmError(kind, ''), 1, 3, highest)).toBeNull();
  });
});

describe('isStale', () => {
  it.each([
    [10 * MINUTE - 1, false],
    [10 * MINUTE, true],
  ])('after %d ms is %s', (age, stale) => {
    expect(isStale(1_000, 1_000 + age)).toBe(stale);
  });
});

describe('outcomeOf', () => {
  it.each([
    ['auth', {}, { kind: 'suspend' }],
    ['model_not_found', {}, { kind: 'suspend' }],
    ['content_filter', {}, { kind: 'silence', reason: 'content_filter' }],
    ['output_truncated', {}, { kind: 'silence', reason: 'output_truncated' }],
    ['invalid_request', {}, { kind: 'silence', reason: 'invalid_request' }],
    ['context_length', {}, { kind: 'shorter' }],
    ['context_length', { isShort: true }, { kind: 'silence', reason: 'context_length' }],
    ['quota', { waitMs: 10 * MINUTE }, { kind: 'later', delayMs: 10 * MINUTE }],
    ['server', {}, { kind: 'later', delayMs: MINUTE / 2 }],
    ['timeout', { waitMs: 40_000 }, { kind: 'later', delayMs: 40_000 }],
    ['aborted', { waitMs: 5_000 }, { kind: 'later', delayMs: 5_000 }],
  ] as [LlmErrorKind, { waitMs?: number; isShort?: boolean }, object][])(
    'of %s with %j is %j',
    (kind, more, outcome) => {
      expect(outcomeOf(new LlmError(kind, ''), { waitMs: 0, isShort: false, ...more })).toEqual(outcome);
    },
  );
});
