import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { createServer, type Mountable } from '@copilotkit/aimock';
import { answerJson, type BrainAnswer } from './chat-completion.ts';
import { type FaultDetails, type FaultHandler, faultHandler, type LlmFault } from './llm-faults.ts';
import { type LlmServerRequest, parseChatRequest } from './llm-request.ts';
import { type RawAnswer, sendAnswer } from './raw-answer.ts';
import { RequestLog } from './request-log.ts';
import { Script, type Scripted, type ScriptOptions } from './script.ts';
import { scriptedBrain } from './scripted-brain.ts';

/** Decides what the model says; a text alone is an answer that is complete. */
export type Brain = (request: LlmServerRequest) => string | BrainAnswer | Promise<string | BrainAnswer>;

/** How {@link startLlmServer} behaves. */
export interface LlmServerOptions {
  /** Default: {@link scriptedBrain}. What it throws is answered with status 500. */
  brain?: Brain;
}

const CHAT_PATH = '/v1/chat/completions';

/**
 * Starts an OpenAI-compatible server on 127.0.0.1 with a free port. Chat requests are answered by the brain, or as
 * scripted by {@link LlmServer.fail}; the other endpoints are those of `@copilotkit/aimock`.
 */
export async function startLlmServer(options: LlmServerOptions = {}): Promise<LlmServer> {
  const chat = new ChatEndpoint(options.brain ?? scriptedBrain);
  const { server, url } = await createServer([], { host: '127.0.0.1', port: 0, logLevel: 'silent' }, [
    { path: CHAT_PATH, handler: chat },
  ]);
  return new LlmServer(server, `${url}/v1`, chat);
}

/** A running server. It keeps the process alive until it is closed. */
export class LlmServer implements AsyncDisposable {
  /** What goes into `base_url`, e.g. `http://127.0.0.1:40123/v1`. */
  readonly baseUrl: string;
  readonly #server: Server;
  readonly #chat: ChatEndpoint;

  constructor(server: Server, baseUrl: string, chat: ChatEndpoint) {
    this.#server = server;
    this.baseUrl = baseUrl;
    this.#chat = chat;
  }

  /** Every chat request so far, oldest first, the failed ones included. Nothing is ever dropped. */
  get requests(): readonly LlmServerRequest[] {
    return this.#chat.log.all;
  }

  /**
   * The oldest chat request that this method has not given yet; waits for it when there is none.
   * Rejects when the server is closed first.
   */
  nextRequest(): Promise<LlmServerRequest> {
    return this.#chat.log.next();
  }

  /**
   * Lets the next requests fail. What was scripted first comes first.
   * @throws Error when `unsupported_parameter` does not say which parameter
   */
  fail(fault: LlmFault, options: ScriptOptions & FaultDetails = {}): Scripted {
    const { parameter, when = () => true } = options;
    const carries = (request: LlmServerRequest) =>
      fault !== 'unsupported_parameter' || Object.hasOwn(request.body, parameter ?? '');
    return this.#chat.faults.add(faultHandler(fault, options), {
      ...options,
      when: (request) => carries(request) && when(request),
    });
  }

  /** Answers the next requests byte for byte as given. */
  respond(answer: RawAnswer, options: ScriptOptions = {}): Scripted {
    return this.#chat.faults.add((_request, response) => sendAnswer(response, answer), options);
  }

  /** Keeps every answer back (or those for which `when` is true) until released, as a slow server does. */
  hold(options: Pick<ScriptOptions, 'when'> = {}): Scripted {
    return this.#chat.holds.add('hold', { ...options, times: Number.POSITIVE_INFINITY });
  }

  /** Cuts every connection and stops listening. Closing twice is harmless. */
  async close(): Promise<void> {
    this.#chat.log.close();
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** What stands at {@link CHAT_PATH}. */
class ChatEndpoint implements Mountable {
  readonly log = new RequestLog();
  readonly faults = new Script<FaultHandler>();
  readonly holds = new Script<'hold'>();
  readonly #brain: Brain;

  constructor(brain: Brain) {
    this.#brain = brain;
  }

  async handleRequest(incoming: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> {
    if (incoming.method !== 'POST' || path !== '/') return false;
    const body = parseChatRequest(await text(incoming));
    if (typeof body === 'string') return sendAnswer(response, { status: 400, body: errorJson(body) });
    const request = { body, headers: incoming.headers, abandoned: abandonmentOf(response) };
    const fault = this.faults.take(request);
    this.log.add(request);
    await this.#untilReleased(request);
    if (fault !== null && (await fault.behaviour(request, response, fault.gate))) return true;
    return this.#answer(request, response);
  }

  async #untilReleased(request: LlmServerRequest): Promise<void> {
    for (let hold = this.holds.take(request); hold !== null; hold = this.holds.take(request)) {
      await hold.gate.wait();
    }
  }

  async #answer(request: LlmServerRequest, response: ServerResponse): Promise<boolean> {
    try {
      const said = await this.#brain(request);
      const answer = typeof said === 'string' ? { text: said } : said;
      return await sendAnswer(response, { body: JSON.stringify(answerJson(request.body, answer)) });
    } catch (error) {
      return sendAnswer(response, { status: 500, body: errorJson(`The brain failed: ${String(error)}`) });
    }
  }
}

function abandonmentOf(response: ServerResponse): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  response.once('close', () => {
    if (!response.writableFinished) resolve();
  });
  return promise;
}

function errorJson(message: string): string {
  return JSON.stringify({ error: { message, type: 'invalid_request_error', param: null, code: null } });
}
