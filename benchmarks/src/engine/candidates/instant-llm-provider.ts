import type { LlmProvider, LlmRequest } from '@chat-imposter/core';
import { z } from 'zod';

const NO_USAGE = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, reasoningTokens: 0 };

/** Makes a model that answers at once and remembers nothing. */
export function createInstantLlmProvider(answer: (request: LlmRequest) => string): LlmProvider {
  return {
    specVersion: 1,
    name: 'instantLlm',
    configSchema: z.looseObject({}),
    createModel: () => ({
      async generate(request) {
        const text = answer(request);
        return { kind: 'text', text, finish: 'stop', usage: NO_USAGE, model: 'instant', requestId: null };
      },
    }),
  };
}
