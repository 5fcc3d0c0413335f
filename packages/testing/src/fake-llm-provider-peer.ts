import {
  LlmError,
  type LlmErrorKind,
  type LlmProvider,
  type LlmRequest,
  type LlmResult,
} from '@chat-imposter/core';
import { createFakeLlmProvider, textResult } from './fake-llm-provider.ts';
import type {
  LlmPeer,
  LlmPeerAnswer,
  LlmPeerFault,
  LlmPeerRequest,
} from './llm-provider-conformance/options.ts';

/** The faults that a model in memory can have, by what they mean. */
const KINDS: Partial<Record<LlmPeerFault, LlmErrorKind>> = {
  rate_limit: 'rate_limit',
  quota: 'quota',
  auth: 'auth',
  unknown_model: 'model_not_found',
  server_error: 'server',
  overloaded: 'server',
  context_length: 'context_length',
  content_filter: 'content_filter',
  no_output: 'output_truncated',
};

/**
 * A model of `createFakeLlmProvider` as the conformance suite drives it.
 * @param change puts something between the suite and the provider
 */
export function fakeLlmPeer(
  change: (provider: LlmProvider) => LlmProvider = (provider) => provider,
): LlmPeer {
  const fake = createFakeLlmProvider();
  const faults: (() => Promise<LlmResult>)[] = [];
  let grown = Promise.withResolvers<void>();
  let answer: (request: LlmPeerRequest) => LlmPeerAnswer | Promise<LlmPeerAnswer> = () => ({ text: 'hi' });
  fake.answerWith(async (request) => {
    grown.resolve();
    grown = Promise.withResolvers();
    const fault = faults.shift();
    return fault === undefined ? resultOf(await answer(asSeen(request))) : fault();
  });
  const provider = change(fake);
  return {
    provider,
    get requests() {
      return fake.requests.map(asSeen);
    },
    async asked(count) {
      while (fake.requests.length < count) await grown.promise;
    },
    answerWith(next) {
      answer = next;
    },
    fail(fault, { retryAfterSeconds } = {}) {
      faults.push(behaviourOf(fault, retryAfterSeconds));
    },
    makeKeyless: (context) =>
      provider.createModel(provider.configSchema.parse({ model: 'keyless' }), context),
    dispose: async () => {},
  };
}

function behaviourOf(fault: LlmPeerFault, retryAfterSeconds?: number): () => Promise<LlmResult> {
  if (fault === 'hang') return () => new Promise(() => {});
  const kind = KINDS[fault];
  if (kind === undefined) throw new Error(`A model in memory cannot fail by ${fault}.`);
  const details = retryAfterSeconds === undefined ? {} : { retryAfterMs: retryAfterSeconds * 1_000 };
  return async () => {
    throw new LlmError(kind, 'The fake model was told to fail.', details);
  };
}

function asSeen({ system, messages, maxOutputTokens }: LlmRequest): LlmPeerRequest {
  return {
    messages: [{ role: 'system', content: system }, ...messages],
    maxOutputTokens: maxOutputTokens ?? null,
  };
}

function resultOf(answer: LlmPeerAnswer): LlmResult {
  const text = textResult('');
  return 'refusal' in answer
    ? { kind: 'refusal', usage: text.usage, model: text.model, requestId: null, ...answer }
    : { ...text, kind: 'text', finish: 'stop', ...answer };
}
