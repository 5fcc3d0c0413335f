import { createFakeClock, createSeededRandom, settled, textResult } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { LlmError, type LlmModel } from '../contracts/llm-provider.ts';
import { generate } from './generate.ts';

const request = { system: '', messages: [] };

function setUp(model: LlmModel) {
  const clock = createFakeClock();
  const stop = new AbortController();
  const options = { maxRetries: 3, signal: stop.signal, clock, random: createSeededRandom(1) };
  return { clock, stop, result: generate(model, request, options) };
}

function failureOf(result: Promise<unknown>): Promise<unknown> {
  return result.then(
    () => null,
    (error: unknown) => error,
  );
}

describe('generate', () => {
  it('tries again after failures that may pass, and gives the answer', async () => {
    let tries = 0;
    const { clock, result } = setUp({
      async generate() {
        if (++tries < 3) throw new LlmError('server', 'down');
        return textResult('ok');
      },
    });
    await clock.advance(60_000);
    expect(await result).toMatchObject({ text: 'ok' });
    expect(tries).toBe(3);
  });

  it('gives up with the last failure', async () => {
    const { clock, result } = setUp({ generate: () => Promise.reject(new LlmError('timeout', 'slow')) });
    const [error] = await Promise.all([failureOf(result), clock.advance(60_000)]);
    expect(error).toMatchObject({ kind: 'timeout' });
  });

  it('makes a failure of its own of whatever a provider throws', async () => {
    const { result } = setUp({ generate: () => Promise.reject(new TypeError('defect')) });
    await expect(result).rejects.toMatchObject({ kind: 'unknown', cause: new TypeError('defect') });
  });

  it('ends at once on an abort, even when the provider does not', async () => {
    const { stop, result } = setUp({ generate: () => new Promise(() => {}) });
    stop.abort();
    await expect(result).rejects.toMatchObject({ kind: 'aborted' });
  });

  it('ends at once on an abort while it rests, and leaves no timer', async () => {
    const { clock, stop, result } = setUp({ generate: () => Promise.reject(new LlmError('server', '')) });
    const failure = failureOf(result);
    await settled();
    expect(clock.pendingTimers).toBe(1);
    stop.abort();
    expect(await failure).toMatchObject({ kind: 'aborted' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('leaves nothing behind on the signal, which lives as long as the bot', async () => {
    const listeners = new Set<unknown>();
    const signal = new AbortController().signal;
    signal.addEventListener = ((_: string, listener: unknown) =>
      listeners.add(listener)) as typeof signal.addEventListener;
    signal.removeEventListener = ((_: string, listener: unknown) =>
      listeners.delete(listener)) as typeof signal.removeEventListener;
    const options = { maxRetries: 0, signal, clock: createFakeClock(), random: createSeededRandom(1) };
    await generate({ generate: async () => textResult('ok') }, request, options);
    expect(listeners.size).toBe(0);
  });
});
