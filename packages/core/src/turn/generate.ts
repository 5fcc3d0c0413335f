import type { Clock } from '../contracts/clock.ts';
import { LlmError, type LlmModel, type LlmRequest, type LlmResult } from '../contracts/llm-provider.ts';
import type { Random } from '../contracts/random.ts';
import type { Breaker } from './breaker.ts';
import { retryDelayMs } from './llm-policy.ts';
import type { ModelCall } from './model-call.ts';
import { pauseUnlessAborted } from './persist.ts';
import type { Spending } from './spending.ts';

/** How a model is asked. */
export interface GenerateOptions {
  /** Tries after the first. */
  maxRetries: number;
  breaker: Breaker;
  clock: Clock;
  random: Random;
  /** Counts what the calls cost. */
  spending: Spending;
}

/**
 * Asks the model, with the one retry loop of the product.
 * @throws LlmError when the tries are used up or the failure is final; of kind `aborted` when the call was ended, or
 * when the breaker lets no call pass
 */
export async function generate(
  model: LlmModel,
  request: LlmRequest,
  call: ModelCall,
  { maxRetries, breaker, clock, random, spending }: GenerateOptions,
): Promise<LlmResult> {
  for (let tries = 1; ; tries++) {
    const admission = call.isEnded ? null : breaker.admit();
    if (admission === null) throw notAsked();
    const begin = clock.now();
    try {
      const result = await call.until(model.generate(request, call));
      spending.add(result, clock.now() - begin);
      breaker.note(admission, 'answer');
      return result;
    } catch (thrown) {
      spending.add(null, clock.now() - begin);
      const error = asLlmError(thrown, call);
      breaker.note(admission, error.kind);
      const delayMs = retryDelayMs(error, tries, maxRetries, random);
      if (delayMs === null || breaker.waitMs > 0) throw error;
      if (!(await pauseUnlessAborted(delayMs, { clock, signal: call.signal }))) throw notAsked();
    }
  }
}

/** A bug in a provider is a failure like any other, and an abort that nobody asked for is its own time limit. */
function asLlmError(error: unknown, call: ModelCall): LlmError {
  if (error instanceof LlmError && error.kind === 'aborted' && !call.isEnded) {
    return new LlmError('timeout', 'The LLM provider aborted the call by itself.', { cause: error });
  }
  if (error instanceof LlmError) return error;
  return new LlmError('unknown', 'The LLM provider failed unexpectedly.', { cause: error });
}

function notAsked(): LlmError {
  return new LlmError('aborted', 'The model was not asked.');
}
