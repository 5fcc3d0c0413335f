import {
  type CancelTimer,
  type Clock,
  createImposter,
  createMemoryStore,
  type ImposterEvents,
  type StoredMessage,
} from '@chat-imposter/core';
import { createFakeChatProvider, createFakeClock, createSeededRandom } from '@chat-imposter/testing';
import { type LlmServer, type LlmServerRequest, startLlmServer } from '@chat-imposter/testing/llm';
import { createOpenAiProvider } from '../provider.ts';

/** The contact whose requests are let fail. */
export const BEN = 'ben@fake';
/** A contact whose requests succeed. */
export const ANN = 'ann@fake';

const USER_ID = 'dana';
const PATIENCE_MS = 15_000;
/** No pause between two tries is longer; the engine's housekeeping is rarer. */
const LONGEST_PAUSE_MS = 300_000;

type EventOf<Name extends keyof ImposterEvents> = Parameters<ImposterEvents[Name]>[0];

/** How the engine is put together. */
export interface EngineRigOptions {
  /** Contacts that may be answered. @default Ann and Ben */
  contacts?: readonly string[];
  /** More of `provider_config` of the model. */
  llm?: object | undefined;
  /** More of the configuration. */
  document?: object;
}

/**
 * The engine and the real OpenAI provider between a fake platform and an OpenAI-compatible server, with a clock that
 * stands still until it is told to move. The server says `ok: ` and the lines it was asked about.
 */
export class EngineRig implements AsyncDisposable {
  readonly server: LlmServer;
  readonly store = createMemoryStore();
  readonly clock = new NotedClock(() => this.#noteChange());
  readonly failures: EventOf<'failure'>[] = [];
  readonly evictions: EventOf<'eviction'>[] = [];
  readonly #chat = createFakeChatProvider();
  readonly #checks = new Set<() => void>();
  readonly imposter;

  private constructor(server: LlmServer) {
    this.server = server;
    this.imposter = createImposter({
      chat: [this.#chat],
      llm: [createOpenAiProvider({ baseURL: server.baseUrl, environment: { OPENAI_API_KEY: 'sk-test' } })],
      store: this.store,
      clock: this.clock,
      random: createSeededRandom(7),
      loopGuard: false,
    });
    this.imposter.on('failure', (event) => this.#note(this.failures, event));
    this.imposter.on('eviction', (event) => this.#note(this.evictions, event));
    this.imposter.on('reply', () => this.#noteChange());
  }

  static async begin(options: EngineRigOptions = {}): Promise<EngineRig> {
    const server = await startLlmServer({ brain: ({ body }) => `ok: ${linesOf(body.messages).join(', ')}` });
    const rig = new EngineRig(server);
    await rig.imposter.start(documentFor(options));
    await rig.account.scan();
    return rig;
  }

  get account() {
    return this.#chat.account(USER_ID);
  }

  /** What a contact was sent. */
  sentTo(contact: string): string[] {
    return this.account.sent.filter(({ chatId }) => chatId === contact).map(({ text }) => text);
  }

  /** Resolves when a contact has been sent so many texts. */
  hears(contact: string, count: number): Promise<void> {
    return this.until(
      () => this.sentTo(contact).length >= count,
      () => `${contact} was sent ${this.sentTo(contact).length} texts, not ${count}`,
    );
  }

  /** How often the server was asked about a contact's message. */
  callsAbout(text: string): number {
    return this.server.requests.filter((request) => isAbout(text)(request)).length;
  }

  /** The newest failure that was told of a contact. */
  failureOf(contact: string): Error | undefined {
    return this.failures.findLast(({ correspondentId }) => correspondentId === contact)?.error;
  }

  /** Waits for the next pause of the engine and lets it pass; resolves with its length in milliseconds. */
  async passPause(): Promise<number> {
    let pauseMs: number | undefined;
    await this.until(
      () => {
        pauseMs ??= this.clock.takePause(LONGEST_PAUSE_MS);
        return pauseMs !== undefined;
      },
      () => 'The engine does not pause',
    );
    await this.clock.advance(pauseMs ?? 0);
    return pauseMs ?? 0;
  }

  /** The messages of a contact that are in its conversation. */
  conversation(contact: string): Promise<StoredMessage[]> {
    return this.store.messages.conversation(USER_ID, contact, { limit: 1_000, since: 0 });
  }

  /** Why the bot is not as it should be. */
  async lastErrorCode(): Promise<string | undefined> {
    return (await this.imposter.status(USER_ID)).lastError?.code;
  }

  async reload(): Promise<void> {
    await this.imposter.reload(USER_ID);
  }

  /** The texts that wait in the queue of a contact. */
  async queued(contact: string): Promise<string[]> {
    return ((await this.imposter.queue(USER_ID)).get(contact) ?? []).map(({ content }) => content);
  }

  /** Resolves when the condition holds; it is looked at when something has happened. Rejects after 15 s. */
  until(holds: () => boolean, complaint: () => string): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => settle(() => reject(new Error(`${complaint()}.`))), PATIENCE_MS);
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      this.#checks.delete(check);
      finish();
    };
    const check = () => {
      if (holds()) settle(resolve);
    };
    this.#checks.add(check);
    check();
    return promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close();
    const closed = this.imposter.close();
    // Turns under way get a while to end.
    await this.clock.advance(LONGEST_PAUSE_MS);
    await closed;
  }

  #note<Event>(events: Event[], event: Event): void {
    events.push(event);
    this.#noteChange();
  }

  #noteChange(): void {
    for (const check of [...this.#checks]) check();
  }
}

/** Tells whenever a timer is set, and which were. */
class NotedClock implements Clock {
  readonly #clock = createFakeClock();
  readonly #noteTimer: () => void;
  #pauses: number[] = [];

  constructor(noteTimer: () => void) {
    this.#noteTimer = noteTimer;
  }

  now(): number {
    return this.#clock.now();
  }

  after(delayMs: number, callback: () => void): CancelTimer {
    const cancel = this.#clock.after(delayMs, callback);
    this.#pauses.push(delayMs);
    this.#noteTimer();
    return cancel;
  }

  advance(milliseconds: number): Promise<void> {
    return this.#clock.advance(milliseconds);
  }

  /** The oldest delay up to this length that was not taken before. */
  takePause(longestMs: number): number | undefined {
    const pauses = this.#pauses.filter((delayMs) => delayMs > 0 && delayMs <= longestMs);
    this.#pauses = pauses.slice(1);
    return pauses[0];
  }
}

function documentFor({ contacts = [ANN, BEN], llm, document }: EngineRigOptions): object {
  return {
    user_id: USER_ID,
    respond_to_whitelist: [...contacts],
    chat_provider_config: { provider_name: 'fakeChat', provider_config: {} },
    llm_provider_config: {
      provider_name: 'openAi',
      provider_config: { model: 'gpt-6-luna', reasoning_effort: 'none', max_retries: 2, ...llm },
    },
    context_config: { shared_context: false },
    behavior: { profile: 'instant' },
    ...document,
  };
}

/** Requests whose newest message says this. */
export function isAbout(text: string): (request: LlmServerRequest) => boolean {
  return ({ body }) => linesOf(body.messages).includes(text);
}

/** What is asked: the lines of the newest message after the one about time and place. */
function linesOf(messages: LlmServerRequest['body']['messages']): string[] {
  return (messages.at(-1)?.content ?? '').split('\n').slice(1);
}
