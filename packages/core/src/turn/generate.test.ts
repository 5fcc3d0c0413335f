import { createFakeClock, createSeededRandom, settled, textResult } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { LlmError, type LlmModel } from '../contracts/llm-provider.ts';
import { Breaker } from './breaker.ts';
import { generate } from './generate.ts';
import { ModelCall } from './model-call.ts';
import { Spending } from './spending.ts';

const request = { system: '', messages: [] };

function setUp(model: LlmModel, breaker?: Breaker) {
  const clock = createFakeClock();
  const call = new ModelCall();
  const result = generate(model, request, call, {
    maxRetries: 3,
    breaker: breaker ?? new Breaker(clock, () => {}),
    clock,
    spending: new Spending(),
    random: createSeededRandom(1),
  });
  return { clock, call, result };
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
    const { call, result } = setUp({ generate: () => new Promise(() => {}) });
    call.end();
    await expect(result).rejects.toMatchObject({ kind: 'aborted' });
  });

  it('ends at once on an abort while it rests, and leaves no timer', async () => {
    const { clock, call, result } = setUp({ generate: () => Promise.reject(new LlmError('server', '')) });
    const failure = failureOf(result);
    await settled();
    expect(clock.pendingTimers).toBe(1);
    call.end();
    expect(await failure).toMatchObject({ kind: 'aborted' });
    expect(clock.pendingTimers).toBe(0);
  });

  it('makes a signal only for a provider that asks for it, and aborts it with the call', async () => {
    let signal: AbortSignal | undefined;
    const { call, result } = setUp({
      generate: (_, options) => {
        signal = options.signal;
        return new Promise(() => {});
      },
    });
    expect(signal?.aborted).toBe(false);
    call.end();
    expect(signal?.aborted).toBe(true);
    expect(call.signal).toBe(signal);
    await expect(result).rejects.toMatchObject({ kind: 'aborted' });
  });

  it('stops trying when the breaker opens meanwhile', async () => {
    const breaker = new Breaker(createFakeClock(), () => {});
    for (let failures = 0; failures < 4; failures++) breaker.note({ isProbe: false }, 'server');
    let tries = 0;
    const model: LlmModel = {
      async generate() {
        tries += 1;
        throw new LlmError('network', 'gone');
      },
    };
    await expect(setUp(model, breaker).result).rejects.toMatchObject({ kind: 'network' });
    expect(tries).toBe(1);
    await expect(setUp(model, breaker).result).rejects.toMatchObject({ kind: 'aborted' });
    expect(tries).toBe(1);
  });
});
