import {
  LlmError,
  type LlmModel,
  type LlmModelContext,
  type LlmRequest,
  type LlmResult,
} from '@chat-imposter/core';
import { apiFailureOf } from './api-failure.ts';
import { type Connection, connect, type Endpoint } from './client.ts';
import type { OpenAiConfiguration } from './configuration.ts';
import { Deadline } from './deadline.ts';
import { abortedError, timeoutError, toLlmError } from './errors.ts';
import { type Healing, healed, healingFor } from './parameter-healing.ts';
import { type OutputLimitName, type RequestBody, requestBody } from './request-body.ts';
import { toResult } from './result.ts';

/** What an {@link OpenAiModel} is made of. */
export interface OpenAiModelSettings {
  config: OpenAiConfiguration;
  endpoint: Endpoint;
  outputLimitName: OutputLimitName;
  context: LlmModelContext;
}

/** One model on one server. It remembers which parameters the model refuses. */
export class OpenAiModel implements LlmModel {
  readonly #settings: OpenAiModelSettings;
  readonly #healings: Healing[] = [];
  #connection: Promise<Connection> | undefined;

  constructor(settings: OpenAiModelSettings) {
    this.#settings = settings;
  }

  async generate(request: LlmRequest, { signal }: { signal: AbortSignal }): Promise<LlmResult> {
    const connection = await this.#connect();
    const deadline = new Deadline(signal, this.#settings.endpoint.timeoutMs);
    try {
      return await this.#ask(request, connection, deadline.signal);
    } catch (error) {
      if (deadline.reason === 'caller') throw abortedError();
      if (deadline.reason === 'time') throw timeoutError();
      throw toLlmError(error, connection.sdk, Date.now());
    } finally {
      deadline.dispose();
    }
  }

  /** Asks again at once when a parameter was refused, without it; each parameter is healed at most once. */
  async #ask(request: LlmRequest, connection: Connection, signal: AbortSignal): Promise<LlmResult> {
    const { config, outputLimitName } = this.#settings;
    for (;;) {
      const body = healed(requestBody(config, request, outputLimitName), this.#healings);
      try {
        const answer = await connection.client.post<unknown>('/chat/completions', { body, signal });
        return toResult(answer, config.model);
      } catch (error) {
        if (!this.#heal(error, body, connection)) throw error;
      }
    }
  }

  /** Whether the failure was a refused parameter, which is from now on sent otherwise. */
  #heal(error: unknown, body: RequestBody, { sdk }: Connection): boolean {
    const failure = apiFailureOf(error, sdk);
    const healing = failure === null ? null : healingFor(failure, body, this.#healings);
    if (healing === null) return false;
    // A call at the same time may have learned the same.
    if (this.#healings.some(({ parameter }) => parameter === healing.parameter)) return true;
    this.#healings.push(healing);
    this.#warn(healing);
    return true;
  }

  #warn({ parameter, replacement }: Healing): void {
    const { config, context } = this.#settings;
    const instead =
      replacement === null ? 'it is left out from now on' : `${replacement} is sent from now on`;
    context.logger.warn(
      { userId: context.userId, model: config.model, parameter },
      `The model refuses the parameter "${parameter}"; ${instead}.`,
    );
  }

  async #connect(): Promise<Connection> {
    this.#connection ??= connect(this.#settings.endpoint);
    try {
      return await this.#connection;
    } catch {
      this.#connection = undefined;
      throw new LlmError('unknown', SETUP_FAILED);
    }
  }
}

const SETUP_FAILED =
  'The OpenAI SDK could not be set up: check that the package "openai" is installed, and unset OPENAI_CUSTOM_HEADERS, which it reads by itself.';
