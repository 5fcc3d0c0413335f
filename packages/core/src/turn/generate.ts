import type { Clock } from '../contracts/clock.ts';
import { LlmError, type LlmModel, type LlmRequest, type LlmResult } from '../contracts/llm-provider.ts';
import type { Random } from '../contracts/random.ts';
import { retryDelayMs } from './llm-policy.ts';
import { pauseUnlessAborted } from './persist.ts';

/** How a call to the model is tried. */
export interface GenerateOptions {
  /** Tries after the first. */
  maxRetries: number;
  signal: AbortSignal;
  clock: Clock;
  random: Random;
}

/**
 * Asks the model, with the one retry loop of the product.
 * @throws LlmError when the tries are used up or the failure is final
 */
export async function generate(
  model: LlmModel,
  request: LlmRequest,
  options: GenerateOptions,
): Promise<LlmResult> {
  for (let tries = 1; ; tries++) {
    try {
      return await untilAborted(model.generate(request, { signal: options.signal }), options.signal);
    } catch (error) {
      const delayMs = retryDelayMs(error, tries, options.maxRetries, options.random);
      if (delayMs === null) throw asLlmError(error);
      await pause(delayMs, options);
    }
  }
}

/** A bug in a provider is a failure like any other. */
function asLlmError(error: unknown): LlmError {
  if (error instanceof LlmError) return error;
  return new LlmError('unknown', 'The LLM provider failed unexpectedly.', { cause: error });
}

/** Settles as the promise does, or rejects on an abort: a provider that does not heed the signal must not hold up the bot. */
async function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(new LlmError('aborted', 'The turn was stopped.'));
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

async function pause(delayMs: number, options: GenerateOptions): Promise<void> {
  if (!(await pauseUnlessAborted(delayMs, options))) throw new LlmError('aborted', 'The turn was stopped.');
}
