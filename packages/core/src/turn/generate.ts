import type { Clock } from '../contracts/clock.ts';
import { LlmError, type LlmModel, type LlmRequest, type LlmResult } from '../contracts/llm-provider.ts';
import type { Random } from '../contracts/random.ts';
import { retryDelayMs } from './llm-policy.ts';

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
      return await Promise.race([
        model.generate(request, { signal: options.signal }),
        aborted(options.signal),
      ]);
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

/** Rejects on an abort: a provider that does not heed the signal must not hold up the bot. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => reject(new LlmError('aborted', 'The turn was stopped while the model was thinking.'));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

function pause(delayMs: number, { signal, clock }: GenerateOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      cancel();
      reject(new LlmError('aborted', 'The turn was stopped while it waited to ask the model again.'));
    };
    const cancel = clock.after(delayMs, () => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}
