import type { LlmModel, LlmModelContext, LlmProvider } from '@chat-imposter/core';
import type { LlmPeer, LlmPeerAnswer, LlmPeerFault, LlmPeerRequest } from '@chat-imposter/testing';
import {
  type FaultDetails,
  type LlmFault,
  type LlmServer,
  type LlmServerRequest,
  startLlmServer,
} from '@chat-imposter/testing/llm';
import { createOpenAiProvider } from '../provider.ts';

/** How the server is told to fail; `unreachable` is a server that is gone. */
const FAULTS: Record<Exclude<LlmPeerFault, 'unreachable'>, [LlmFault, FaultDetails?]> = {
  rate_limit: ['rate_limit'],
  quota: ['insufficient_quota'],
  auth: ['unauthorized'],
  unknown_model: ['unknown_model'],
  server_error: ['server_error'],
  overloaded: ['server_error', { status: 503 }],
  context_length: ['context_length_exceeded'],
  content_filter: ['content_filter'],
  no_output: ['length_without_text'],
  html: ['html'],
  empty_body: ['empty_body'],
  no_choices: ['empty_object'],
  empty_choices: ['empty_choices'],
  reset: ['reset'],
  cut_body: ['cut_body'],
  hang: ['hang'],
  stall: ['stall'],
};

type Answer = (request: LlmPeerRequest) => LlmPeerAnswer | Promise<LlmPeerAnswer>;

/** The OpenAI-compatible server on loopback as the conformance suite of LLM providers drives it. */
export class LlmServerPeer implements LlmPeer {
  readonly provider: LlmProvider;
  readonly #server: LlmServer;
  readonly #answering: { answer: Answer };
  #seen = 0;

  private constructor(server: LlmServer, answering: { answer: Answer }, apiKey: string) {
    this.#server = server;
    this.#answering = answering;
    const environment = { OPENAI_API_KEY: apiKey };
    this.provider = createOpenAiProvider({ baseURL: server.baseUrl, environment });
  }

  /** @param apiKey the key in the environment of the provider */
  static async begin(apiKey: string): Promise<LlmServerPeer> {
    const answering: { answer: Answer } = { answer: () => ({ text: 'hi' }) };
    const server = await startLlmServer({
      brain: async (request) => {
        const answer = await answering.answer(asSeen(request));
        return 'refusal' in answer ? { text: '', ...answer } : answer;
      },
    });
    return new LlmServerPeer(server, answering, apiKey);
  }

  get requests(): readonly LlmPeerRequest[] {
    return this.#server.requests.map(asSeen);
  }

  async asked(count: number): Promise<void> {
    for (; this.#seen < count; this.#seen += 1) await this.#server.nextRequest();
  }

  answerWith(answer: Answer): void {
    this.#answering.answer = answer;
  }

  async fail(fault: LlmPeerFault, details: { retryAfterSeconds?: number } = {}): Promise<void> {
    if (fault === 'unreachable') return this.#server.close();
    const [name, more] = FAULTS[fault];
    this.#server.fail(name, { ...more, ...details });
  }

  makeKeyless(context: LlmModelContext): LlmModel {
    const provider = createOpenAiProvider({ baseURL: this.#server.baseUrl, environment: {} });
    return provider.createModel(provider.configSchema.parse({ model: 'm' }), context);
  }

  dispose(): Promise<void> {
    return this.#server.close();
  }
}

function asSeen({ body }: LlmServerRequest): LlmPeerRequest {
  const limit = body.max_tokens ?? body.max_completion_tokens;
  return { messages: body.messages, maxOutputTokens: typeof limit === 'number' ? limit : null };
}
