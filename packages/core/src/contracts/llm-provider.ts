import type { ZodType } from 'zod';
import type { Logger } from './logger.ts';

/** One turn of the conversation. `assistant` is the persona: the bot and its owner are one person. */
export interface LlmMessage {
  role: 'user' | 'assistant';
  content: string;
}

/** What the model is asked. */
export interface LlmRequest {
  /** The persona; the same bytes at every call of a bot, so that prompt caches work. */
  system: string;
  /** Oldest first, ending with the pending `user` message. */
  messages: readonly LlmMessage[];
  /** Upper limit of the answer in tokens; the provider's configuration when absent. */
  maxOutputTokens?: number;
}

/** Tokens spent by one call, as the server counted them. */
export interface LlmUsage {
  inputTokens: number;
  cachedInputTokens: number;
  outputTokens: number;
  reasoningTokens: number;
}

/** An answer. `finish` is the server's own word for why it ended (`stop` when complete). */
export type LlmResult =
  | { kind: 'text'; text: string; finish: string; usage: LlmUsage; model: string; requestId: string | null }
  | { kind: 'refusal'; refusal: string; usage: LlmUsage; model: string; requestId: string | null };

/** What a model is made with, beside its configuration. */
export interface LlmModelContext {
  userId: string;
  logger: Logger;
}

/** A service that offers language models. */
export interface LlmProvider<Config = unknown> {
  readonly specVersion: 1;
  /** `provider_name` in the configuration. */
  readonly name: string;
  /** Other spellings of the name that documents may use. */
  readonly aliases?: readonly string[];
  /**
   * Validates `provider_config`; output is what `createModel` gets. The engine itself reads `system` (the persona) and
   * `max_retries` of what was given.
   */
  readonly configSchema: ZodType<Config>;
  /**
   * Makes a model; no request is sent.
   * @throws ImposterError `llm_key_missing` when no API key is to be had; the message says where it was looked for.
   */
  createModel(config: Config, context: LlmModelContext): LlmModel;
}

/** One configured model. */
export interface LlmModel {
  /**
   * Asks once; retrying is the caller's.
   * @throws LlmError for every failure, an abort by `signal` included.
   */
  generate(request: LlmRequest, options: { signal: AbortSignal }): Promise<LlmResult>;
}

/** The class of a failure; it decides what the turn does next. */
export type LlmErrorKind =
  | 'auth'
  | 'quota'
  | 'rate_limit'
  | 'server'
  | 'network'
  | 'timeout'
  | 'bad_response'
  | 'context_length'
  | 'content_filter'
  | 'output_truncated'
  | 'model_not_found'
  | 'invalid_request'
  | 'aborted'
  | 'unknown';

/** Details of an {@link LlmError}; everything is optional because servers differ. */
export interface LlmErrorDetails {
  /** How long the server asked us to wait. */
  retryAfterMs?: number;
  status?: number;
  code?: string;
  param?: string;
  requestId?: string;
  cause?: unknown;
}

const RETRYABLE: ReadonlySet<LlmErrorKind> = new Set([
  'rate_limit',
  'server',
  'network',
  'timeout',
  'bad_response',
]);

/** The failure of {@link LlmModel.generate}. Its text is for logs, never for a contact. */
export class LlmError extends Error {
  readonly kind: LlmErrorKind;
  /** Whether the same request may succeed later. */
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly param: string | undefined;
  readonly requestId: string | undefined;

  constructor(kind: LlmErrorKind, message: string, details: LlmErrorDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.name = 'LlmError';
    this.kind = kind;
    this.retryable = RETRYABLE.has(kind);
    this.retryAfterMs = details.retryAfterMs;
    this.status = details.status;
    this.code = details.code;
    this.param = details.param;
    this.requestId = details.requestId;
  }
}
