import { EventEmitter } from 'eventemitter3';
import { ChatbotManager } from './chatbot-manager.ts';
import { lazyUserConfigurationJsonSchema } from './configuration/json-schema.ts';
import { type ContextMessage, contextsOf, pendingOf } from './context/bot-views.ts';
import type { BotStatus, StartedBot } from './contracts/bot.ts';
import type { ChatProvider } from './contracts/chat-provider.ts';
import { type Clock, systemClock } from './contracts/clock.ts';
import type { ImposterEvents } from './contracts/events.ts';
import type { LlmProvider } from './contracts/llm-provider.ts';
import { type Logger, silentLogger } from './contracts/logger.ts';
import type { Message } from './contracts/message.ts';
import { type Random, systemRandom } from './contracts/random.ts';
import type { Store } from './contracts/store.ts';
import { createRetentionLogger, noRetentionLogger } from './logging/retention-logger.ts';
import { createMemoryStore } from './memory-store.ts';
import type { Surroundings } from './surroundings.ts';

/** A configuration document: the snake_case JSON of a UserConfiguration. */
export type ConfigurationDocument = Record<string, unknown>;

/**
 * What an application holds: starts and stops bots, shows them, tells what happens.
 * Every method that names a bot rejects with an ImposterError of code `unknown_bot` when it has no configuration.
 */
export interface Imposter {
  /** Listens to an event; returns a function that ends it. */
  on<Name extends keyof ImposterEvents>(event: Name, listener: ImposterEvents[Name]): () => void;

  /**
   * Validates and stores the configuration and starts the bot.
   * @throws ImposterError `invalid_configuration` (with all `problems`; nothing stored, nothing started),
   * `already_active` unless the bot is disconnected.
   */
  start(document: unknown, options?: StartOptions): Promise<StartedBot>;
  /** Stops the bot and deletes its link at the platform and in the store; the configuration stays. */
  unlink(userId: string): Promise<void>;
  /** Starts every bot that was running and is linked; for the start of a process. */
  resume(): Promise<void>;

  status(userId: string): Promise<BotStatus>;
  /** All configured bots, ordered by id. */
  statuses(): Promise<BotStatus[]>;
  /** Tells that somebody still looks at the linking of this bot. */
  heartbeat(userId: string): void;

  /** The ids of all configured bots, in order. */
  configuredUserIds(): Promise<string[]>;
  /** The stored document with its secrets masked as `"********"`. */
  configuration(userId: string): Promise<ConfigurationDocument>;
  /**
   * Validates and stores a configuration without starting anything.
   * @throws ImposterError `invalid_configuration`
   */
  saveConfiguration(document: unknown): Promise<{ userId: string; warnings: string[] }>;

  /**
   * The JSON Schema (draft-07) of a configuration document, with the settings of the given providers under `$defs`.
   * Made at the first call; the result is the caller's to change.
   * @throws TypeError when the `configSchema` of a provider is not written with zod 4.
   */
  configurationSchema(): Record<string, unknown>;

  /** What is queued, by contact key and in order of id; contacts with nothing are left out. */
  queue(userId: string): Promise<Map<string, Message[]>>;
  /**
   * By contact key, the whole `messages` array of the next request to the model. Empty in Collection Only, and when
   * the configuration does not validate.
   */
  context(userId: string): Promise<Map<string, ContextMessage[]>>;

  /** Stops every bot without unlinking: waits for turns up to 10 s, then closes the store. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** How a bot is started. */
export interface StartOptions {
  /**
   * Ends an attempt to link when nobody looks: the first heartbeat may take 15 s, then each 5 s.
   * Default: false, the attempt lives until the platform ends it.
   */
  linkingHeartbeat?: boolean;
}

/** What an imposter is made of. */
export interface ImposterOptions {
  /** The messaging platforms that configurations may name. */
  chat: readonly ChatProvider[];
  /** The language models that configurations may name. Default: none, so that every configuration must be Collection Only. */
  llm?: readonly LlmProvider[];
  /** Where everything durable lives. Default: in memory, gone with the process. */
  store?: Store;
  /** Any pino-shaped logger. Default: silence. */
  logger?: Logger;
  /** Where conversation logs are written. Default: nowhere. */
  logDirectory?: string;
  /** Default: the machine's. */
  clock?: Clock;
  /** Default: the operating system's. */
  random?: Random;
}

/** Makes an imposter. The store is opened by the first call that needs it. */
export function createImposter(options: ImposterOptions): Imposter {
  return new OpenImposter(options);
}

class OpenImposter implements Imposter {
  readonly #emitter = new EventEmitter<ImposterEvents>();
  readonly #surroundings: Surroundings;
  readonly #manager: ChatbotManager;
  readonly configurationSchema: () => Record<string, unknown>;
  #opened: Promise<void> | null = null;
  #closing: Promise<void> | null = null;

  constructor(options: ImposterOptions) {
    const { logger = silentLogger, logDirectory, clock = systemClock, random = systemRandom } = options;
    this.#surroundings = {
      store: options.store ?? createMemoryStore(),
      logger,
      clock,
      random,
      retentionLogger:
        logDirectory === undefined ? noRetentionLogger : createRetentionLogger(logDirectory, logger),
      emit: (event, payload) => this.#emit(event, payload),
    };
    const providers = { chat: options.chat, llm: options.llm ?? [] };
    this.#manager = new ChatbotManager(providers, this.#surroundings);
    this.configurationSchema = lazyUserConfigurationJsonSchema(providers);
  }

  on<Name extends keyof ImposterEvents>(event: Name, listener: ImposterEvents[Name]): () => void {
    // A listener may be async all the same, and what it throws must not end the process.
    const guarded = (async (payload: never) => {
      try {
        await (listener as (payload: never) => unknown)(payload);
      } catch (error) {
        this.#surroundings.logger.error({ err: error, event }, 'an event listener threw');
      }
    }) as (payload: never) => unknown as ImposterEvents[Name];
    this.#emitter.on(event, guarded as never);
    return () => this.#emitter.off(event, guarded as never);
  }

  async start(document: unknown, options: StartOptions = {}): Promise<StartedBot> {
    await this.#open();
    return this.#manager.start(document, { linkingHeartbeat: options.linkingHeartbeat ?? false });
  }

  async unlink(userId: string): Promise<void> {
    await this.#open();
    await this.#manager.unlink(userId);
  }

  async resume(): Promise<void> {
    await this.#open();
    await this.#manager.resume();
  }

  async status(userId: string): Promise<BotStatus> {
    await this.#open();
    return this.#manager.status(userId);
  }

  async statuses(): Promise<BotStatus[]> {
    await this.#open();
    return this.#manager.statuses();
  }

  heartbeat(userId: string): void {
    this.#manager.heartbeat(userId);
  }

  async configuredUserIds(): Promise<string[]> {
    await this.#open();
    return this.#manager.configuredUserIds();
  }

  async configuration(userId: string): Promise<ConfigurationDocument> {
    await this.#open();
    return this.#manager.configuration(userId);
  }

  async saveConfiguration(document: unknown): Promise<{ userId: string; warnings: string[] }> {
    await this.#open();
    return this.#manager.save(document);
  }

  async queue(userId: string): Promise<Map<string, Message[]>> {
    await this.#open();
    const { userId: storedId, valid } = await this.#manager.known(userId);
    return pendingOf(storedId, valid?.configuration.queue_config, this.#surroundings.store);
  }

  async context(userId: string): Promise<Map<string, ContextMessage[]>> {
    await this.#open();
    const { valid } = await this.#manager.known(userId);
    return valid === null ? new Map() : contextsOf(valid, this.#surroundings);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      await this.#manager.close();
    } finally {
      await this.#surroundings.retentionLogger.close();
      await this.#opened;
      await this.#surroundings.store.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** A failure to open is told to this caller and tried again by the next. */
  #open(): Promise<void> {
    this.#opened ??= this.#surroundings.store.open().catch((error: unknown) => {
      this.#opened = null;
      throw error;
    });
    return this.#opened;
  }

  #emit<Name extends keyof ImposterEvents>(event: Name, payload: Parameters<ImposterEvents[Name]>[0]): void {
    this.#emitter.emit(event, ...([payload] as never));
  }
}
