import {
  ImposterError,
  LlmError,
  type LlmProvider,
  type LlmRequest,
  type LlmResult,
  systemClock,
} from '@chat-imposter/core';
import { z } from 'zod';

/** What the fake model does with a request: answers, or fails by throwing. */
export type FakeAnswer = (request: LlmRequest) => string | LlmResult | Promise<string | LlmResult>;

const configSchema = z.looseObject({
  model: z.string().default('fake'),
  system: z.string().default(''),
  max_retries: z.int().nonnegative().default(3),
  api_key: z.string().optional().meta({ writeOnly: true }),
  /** Milliseconds after which a call that has no answer fails. Absent: it waits for ever. */
  timeout_ms: z.int().positive().optional(),
});

/** The settings of {@link FakeLlmProvider}. */
export type FakeLlmConfiguration = z.output<typeof configSchema>;

/** A language model in memory that shows what it was asked. */
export interface FakeLlmProvider extends LlmProvider<FakeLlmConfiguration> {
  /** Every request of every bot as it was made, oldest first; not those that were aborted before. */
  readonly requests: readonly LlmRequest[];
  /** Answers from now on like this. What is thrown and is no `LlmError` fails the call with kind `unknown`. */
  answerWith(answer: FakeAnswer): void;
}

/** Makes a model that repeats the last line it was sent; models called `keyless` lack their key. */
export function createFakeLlmProvider(name = 'fakeLlm'): FakeLlmProvider {
  const requests: LlmRequest[] = [];
  let answer: FakeAnswer = (request) => `echo: ${lastLine(request)}`;
  return {
    specVersion: 1,
    name,
    configSchema,
    requests,
    answerWith(next) {
      answer = next;
    },
    createModel({ model, timeout_ms: timeoutMs }) {
      if (model === 'keyless') throw new ImposterError('llm_key_missing', 'Set FAKE_API_KEY.');
      return {
        async generate(request, { signal }) {
          if (signal.aborted) throw aborted();
          const asked = structuredClone(request);
          requests.push(asked);
          const given = await limited(signal, timeoutMs, async () => answer(asked));
          return typeof given === 'string' ? textResult(given, model) : given;
        },
      };
    },
  };
}

/** A complete answer without real costs. */
export function textResult(text: string, model = 'fake'): LlmResult {
  const usage = { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, reasoningTokens: 0 };
  return { kind: 'text', text, finish: 'stop', usage, model, requestId: null };
}

function lastLine(request: LlmRequest): string {
  return request.messages.at(-1)?.content.split('\n').at(-1) ?? '';
}

/** Does the work until it is aborted or takes too long. @throws LlmError for every failure */
async function limited<Value>(
  signal: AbortSignal,
  timeoutMs: number | undefined,
  work: () => Promise<Value>,
): Promise<Value> {
  const ended = Promise.withResolvers<never>();
  const abort = () => ended.reject(aborted());
  const late = () => ended.reject(new LlmError('timeout', 'The fake model did not answer in time.'));
  const cancel = timeoutMs === undefined ? undefined : systemClock.after(timeoutMs, late);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work(), ended.promise]);
  } catch (error) {
    if (error instanceof LlmError) throw error;
    throw new LlmError('unknown', 'The fake model was made to fail.', { cause: error });
  } finally {
    cancel?.();
    signal.removeEventListener('abort', abort);
  }
}

function aborted(): LlmError {
  return new LlmError('aborted', 'The call was aborted.');
}
