import {
  ImposterError,
  LlmError,
  type LlmProvider,
  type LlmRequest,
  type LlmResult,
} from '@chat-imposter/core';
import { z } from 'zod';

/** What the fake model does with a request: answers, or fails by throwing. */
export type FakeAnswer = (request: LlmRequest) => string | LlmResult | Promise<string | LlmResult>;

const configSchema = z.looseObject({
  model: z.string().default('fake'),
  system: z.string().default(''),
  max_retries: z.int().nonnegative().default(3),
  api_key: z.string().optional().meta({ writeOnly: true }),
});

/** The settings of {@link FakeLlmProvider}. */
export type FakeLlmConfiguration = z.output<typeof configSchema>;

/** A language model in memory that shows what it was asked. */
export interface FakeLlmProvider extends LlmProvider<FakeLlmConfiguration> {
  /** Every request of every bot, oldest first. */
  readonly requests: readonly LlmRequest[];
  /** Answers from now on like this. */
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
    createModel({ model }) {
      if (model === 'keyless') throw new ImposterError('llm_key_missing', 'Set FAKE_API_KEY.');
      return {
        async generate(request, { signal }) {
          requests.push(request);
          const given = await abortable(answer(request), signal);
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

async function abortable<Value>(value: Value | Promise<Value>, signal: AbortSignal): Promise<Value> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(new LlmError('aborted', 'The call was aborted.'));
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([value, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
