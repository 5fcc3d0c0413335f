import type { LlmMessage, LlmModelContext, LlmProvider, LlmUsage } from '@chat-imposter/core';
import type { Lacks } from '../conformance/check.ts';
import type { InvalidConfiguration } from '../conformance/configuration-checks.ts';

/**
 * How a server of language models fails one request.
 * - It says so: `rate_limit`, `quota` (no credit left), `auth` (the key is refused, and repeated in part),
 *   `unknown_model`, `server_error` (500), `overloaded` (503), `context_length`.
 * - It ends without an answer: `content_filter`, `no_output` (the token limit was reached before the first word).
 * - It answers nonsense, as if all were well: `html`, `empty_body`, `no_choices` (JSON that is no answer),
 *   `empty_choices` (an answer with nothing in it).
 * - On the line: `unreachable` (nobody listens, from now on), `reset` (closed without a word), `cut_body` (closed in
 *   the middle of the answer), `hang` (silent), `stall` (silent in the middle of the answer).
 */
export type LlmPeerFault =
  | 'rate_limit'
  | 'quota'
  | 'auth'
  | 'unknown_model'
  | 'server_error'
  | 'overloaded'
  | 'context_length'
  | 'content_filter'
  | 'no_output'
  | 'html'
  | 'empty_body'
  | 'no_choices'
  | 'empty_choices'
  | 'unreachable'
  | 'reset'
  | 'cut_body'
  | 'hang'
  | 'stall';

/**
 * What not every service, or not every peer, can do: a fault; `key` (the service wants one), `refusal` (a model that
 * says no in a field of its own), `output_limit` (a longest answer), `time_limit` (a configuration with a short one).
 */
export type LlmAbility = LlmPeerFault | 'key' | 'refusal' | 'output_limit' | 'time_limit';

/** What the suite needs to know of a provider. */
export interface LlmProviderConformanceOptions {
  /** Starts a server, and a provider that reaches it. Each test has its own. */
  create(): Promise<LlmPeer>;
  /** A valid `provider_config`, with which the model can be asked. */
  config: object;
  /** Configurations that are wrong in one place each; at least one. */
  invalidConfigs: readonly InvalidConfiguration[];
  /** The key that the provider uses with `config`; no part of it may show anywhere. Needed unless `key` is lacking. */
  apiKey?: string;
  /** Changes of `config` after which a call may take some 100 ms. Needed unless `time_limit` is lacking. */
  hasty?: object;
  /** What is not tried, each with the reason; it is printed. */
  lacks?: Lacks<LlmAbility>;
  /**
   * Milliseconds after which something that does not happen counts as broken.
   * @default 10000
   */
  patienceMs?: number;
}

/** The other side of a provider: a server that the suite drives. */
export interface LlmPeer {
  readonly provider: LlmProvider;
  /** What the server was asked, oldest first, failed requests included. */
  readonly requests: readonly LlmPeerRequest[];
  /** Resolves when there are so many requests. */
  asked(count: number): Promise<unknown>;
  /** Answers from now on like this; the suite may let a request wait. */
  answerWith(answer: (request: LlmPeerRequest) => LlmPeerAnswer | Promise<LlmPeerAnswer>): void;
  /** Fails the next request; `retryAfterSeconds` is how long `rate_limit` and `overloaded` ask to wait, if they do. */
  fail(fault: LlmPeerFault, details?: { retryAfterSeconds?: number }): void | Promise<void>;
  /** Makes a model where no key is to be had. Needed unless `key` is lacking. */
  makeKeyless?(context: LlmModelContext): unknown;
  /** Ends the server, requests that hang included. */
  dispose(): Promise<void>;
}

/** A request as the server got it. */
export interface LlmPeerRequest {
  /** In their order; the persona is a message with the role `system`. */
  messages: readonly { role: LlmMessage['role'] | 'system'; content: string }[];
  /** The longest answer in tokens; null when the request sets none. */
  maxOutputTokens: number | null;
}

/** What the server says. */
export type LlmPeerAnswer =
  | { text: string; finish?: string; usage?: LlmUsage; model?: string }
  | { refusal: string; usage?: LlmUsage };
