import { createFakeClock } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import type { LlmErrorKind } from '../contracts/llm-provider.ts';
import { Breaker } from './breaker.ts';

/** A call that was admitted while the breaker was closed. */
const CALL = { isProbe: false };

function setUp(failures = 0) {
  const clock = createFakeClock();
  let closed = 0;
  const breaker = new Breaker(clock, () => {
    closed += 1;
  });
  const ends = (outcome: 'answer' | LlmErrorKind) => breaker.note(CALL, outcome);
  for (let failure = 0; failure < failures; failure++) ends('server');
  return { clock, breaker, ends, closings: () => closed };
}

/** Lets a call try whether the service is back. */
function probe(breaker: Breaker) {
  const admission = breaker.admit();
  if (admission === null) throw new Error('No call was admitted.');
  return admission;
}

describe('Breaker', () => {
  it('opens for 30 seconds after five failures in a row', async () => {
    const { clock, breaker, ends } = setUp(4);
    expect(breaker.admit()).toEqual(CALL);
    ends('timeout');
    expect(breaker.waitMs).toBe(30_000);
    expect(breaker.admit()).toBeNull();
    await clock.advance(29_999);
    expect(breaker.admit()).toBeNull();
    await clock.advance(1);
    expect(breaker.admit()).toEqual({ isProbe: true });
  });

  it('begins to count anew after an answer', () => {
    const { breaker, ends } = setUp(4);
    ends('answer');
    for (let failure = 0; failure < 4; failure++) ends('network');
    expect(breaker.waitMs).toBe(0);
  });

  it('lets a single call try, and opens again when that fails', async () => {
    const { clock, breaker } = setUp(5);
    await clock.advance(30_000);
    const admission = probe(breaker);
    expect(breaker.admit()).toBeNull();
    breaker.note(admission, 'server');
    expect(breaker.waitMs).toBe(30_000);
  });

  it('closes when that succeeds, and tells so once', async () => {
    const { clock, breaker, closings } = setUp(5);
    await clock.advance(30_000);
    breaker.note(probe(breaker), 'answer');
    breaker.note(CALL, 'answer');
    expect([breaker.waitMs, closings()]).toEqual([0, 1]);
  });

  it('lets another call try when the trying one was ended', async () => {
    const { clock, breaker } = setUp(5);
    await clock.advance(30_000);
    breaker.note(probe(breaker), 'aborted');
    expect(breaker.admit()).toEqual({ isProbe: true });
  });

  it.each(['aborted', 'server'] as LlmErrorKind[])(
    'learns nothing from %s of a call that began before it opened',
    async (kind) => {
      const { clock, breaker, ends } = setUp(5);
      await clock.advance(30_000);
      const admission = probe(breaker);
      ends(kind);
      expect(breaker.admit()).toBeNull();
      breaker.note(admission, 'answer');
      expect(breaker.waitMs).toBe(0);
    },
  );

  it('opens for ten minutes at once when the quota is used up', () => {
    const { breaker, ends } = setUp();
    ends('quota');
    expect(breaker.waitMs).toBe(600_000);
  });

  it.each(['content_filter', 'output_truncated', 'context_length', 'invalid_request'] as LlmErrorKind[])(
    'takes %s as a sign that the service works',
    (kind) => {
      const { breaker, ends } = setUp(4);
      ends(kind);
      ends('server');
      expect(breaker.waitMs).toBe(0);
    },
  );

  it.each(['auth', 'model_not_found', 'aborted'] as LlmErrorKind[])('learns nothing from %s', (kind) => {
    const { breaker, ends } = setUp(4);
    ends(kind);
    expect(breaker.waitMs).toBe(0);
    ends('server');
    expect(breaker.waitMs).toBe(30_000);
  });
});
