import { EventEmitter } from 'eventemitter3';
import type { Bots } from './bots.ts';
import type { Providers } from './configuration/validate-configuration.ts';
import type { ContextMessage } from './context/bot-views.ts';
import type { BotStatus, StartedBot } from './contracts/bot.ts';
import { systemClock } from './contracts/clock.ts';
import { ImposterError } from './contracts/errors.ts';
import type { ImposterEvents } from './contracts/events.ts';
import { silentLogger } from './contracts/logger.ts';
import type { Message, Party } from './contracts/message.ts';
import type { UsagePeriod } from './contracts/model-usage.ts';
import { systemRandom } from './contracts/random.ts';
import type { Period, PeriodQuery } from './contracts/tracking-store.ts';
import type { ImposterOptions, SaveOptions, StartOptions } from './imposter-options.ts';
import { guardedLogger } from './logging/guarded-logger.ts';
import { createRetentionLogger } from './logging/retention-logger.ts';
import { createMemoryStore } from './memory-store.ts';
import { RetentionJob, retentionDays } from './retention-job.ts';
import type { SandboxOptions } from './sandbox.ts';
import { sealedStore } from './sealing/sealed-store.ts';
import { parseSealingKeys, type SealingKeys } from './sealing/sealing-keys.ts';
import type { Surroundings } from './surroundings.ts';
import type { TrackedGroupView } from './tracking/tracked-groups.ts';
import { TurnSlots } from './turn/turn-slots.ts';
import type { ConversationPage, DecisionPage, PageQuery } from './views/bot-views.ts';
import type { ContactView } from './views/contact-views.ts';
import type { HourOfUsage } from './views/usage-by-hour.ts';

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
  /** Stops the bot and keeps its link; it stays stopped after a restart too, until it is resumed or reloaded. */
  stop(userId: string): Promise<void>;
  /**
   * Without an id: starts every bot that was running and is linked; for the start of a process. With one: starts this
   * linked bot with its stored configuration; one that runs is left alone.
   * @throws ImposterError `not_linked`, `invalid_configuration`; both only with an id
   */
  resume(userId?: string): Promise<void>;
  /**
   * Lets a linked bot run with its configuration as it is stored now, whether it runs or not. Turns under way get 10 s
   * to end with the old configuration; what is left of them is done with the new one.
   * @throws ImposterError `not_linked`, `invalid_configuration`: the bot goes on as it was
   */
  reload(userId: string): Promise<void>;

  status(userId: string): Promise<BotStatus>;
  /** All configured bots, ordered by id. */
  statuses(): Promise<BotStatus[]>;
  /** Tells that somebody still looks at the linking of this bot. */
  heartbeat(userId: string): void;
  /**
   * The groups that the account of a connected bot is in, asked of the platform at each call; calls at the same time
   * share one request.
   * @throws ImposterError `not_connected`, `upstream_timeout`, `not_supported` (this platform does not tell)
   */
  groups(userId: string): Promise<Party[]>;

  /** The ids of all configured bots, in order. */
  configuredUserIds(): Promise<string[]>;
  /** The stored document with its secrets masked as `"********"`. */
  configuration(userId: string): Promise<ConfigurationDocument>;
  /** The same with the number of its last save, which a save may be made dependent on. */
  configurationWithRevision(userId: string): Promise<{ document: ConfigurationDocument; revision: number }>;
  /**
   * Deletes a bot: ends its link, then deletes its queue and conversations and its configuration. Periods of tracked groups
   * and conversation logs stay. May be repeated when it failed.
   */
  deleteConfiguration(userId: string): Promise<void>;
  /**
   * Validates and stores a configuration without starting anything.
   * @throws ImposterError `invalid_configuration`; with `checksNewGroups` also `not_connected` and `upstream_timeout`; with
   * `ifRevision` also `revision_conflict`
   */
  saveConfiguration(
    document: unknown,
    options?: SaveOptions,
  ): Promise<{ userId: string; warnings: string[] }>;

  /**
   * The JSON Schema (draft-07) of a configuration document, with the settings of the given providers under `$defs`.
   * Made at the first call; the result is the caller's to change. Needs no store.
   * @throws TypeError when the `configSchema` of a provider is not written with zod 4.
   */
  configurationSchema(): Promise<Record<string, unknown>>;

  /** What is queued, by contact key and in order of id; contacts with nothing are left out. */
  queue(userId: string): Promise<Map<string, Message[]>>;
  /**
   * Takes everything out of the queue, of one contact (by its contact key, or another id of it) or of all; ids are not reused. When it has
   * resolved, no answer to what was queued is sent any more.
   * @throws ImposterError `unknown_contact`
   */
  clearQueue(userId: string, correspondentId?: string): Promise<void>;
  /**
   * Erases a person or group (by its contact key, or another id of it) for good, whether the bot runs or not: its chat, what
   * is queued and what was said, its turns, which end, its conversation logs, and its names in the address book of the
   * account. Of a person also the text and the name of what it wrote in groups, in the queues and periods there and in their
   * logs; of a group its periods. What others wrote about it or quoted of it stays. Should it write again, it is somebody
   * new. May be repeated when it failed.
   *
   * With SQLite the file is written anew in the end, and nothing else can be done meanwhile: some seconds per gigabyte.
   * @throws ImposterError `unknown_contact` when nothing of it was stored
   */
  erase(userId: string, contact: string): Promise<void>;
  /**
   * By contact key, the whole `messages` array of the next request to the model. Empty in Collection Only, and when
   * the configuration does not validate.
   */
  context(userId: string): Promise<Map<string, ContextMessage[]>>;

  /** Everybody who wrote to the bot, ordered by contact key. */
  contacts(userId: string): Promise<ContactView[]>;
  /**
   * A page of all that is kept of a contact (by its contact key, or another id of it), newest first: queued or not, answered
   * or not, and what the bot and the owner said.
   * @throws ImposterError `unknown_contact`, `invalid_cursor`
   */
  conversation(userId: string, contact: string, page?: Partial<PageQuery>): Promise<ConversationPage>;
  /**
   * A page of what has become of the messages of all contacts, newest first. A verdict that is `pending` or `collected` may
   * change.
   * @throws ImposterError `invalid_cursor`
   */
  decisions(userId: string, page?: Partial<PageQuery>): Promise<DecisionPage>;
  /** What the model cost by hour, of the turns planned from one time to another; by default of all that are kept. */
  usage(userId: string, period?: Partial<UsagePeriod>): Promise<HourOfUsage[]>;
  /**
   * The last lines of the conversation log of a contact, oldest first.
   * @throws ImposterError `unknown_contact`, `not_supported` without a `logDirectory`
   */
  logLines(userId: string, contact: string, count: number): Promise<string[]>;

  /**
   * The groups that the configuration tracks, and those that have periods, ordered by their identifier. A bot is known here
   * as long as it has a configuration or periods.
   */
  trackedGroups(userId: string): Promise<TrackedGroupView[]>;
  /** One of them. @throws ImposterError `unknown_group` when it was never tracked */
  trackedGroup(userId: string, groupId: string): Promise<TrackedGroupView>;
  /** Periods of a group, newest first, read one by one. */
  periods(userId: string, groupId: string, query?: PeriodQuery): AsyncIterable<Period>;
  /** Deletes periods with their messages; tells how many. What is open now stays. */
  deletePeriods(userId: string, groupId: string, query?: PeriodQuery): Promise<number>;

  /**
   * Starts a copy of a bot, configured as it is stored now, in an imposter of its own: on another platform, with a store in
   * memory and no logs, for one contact. Nothing of it touches the bot, but its calls of the model are real. It lives until
   * it is closed, at the latest with this imposter.
   * @throws ImposterError `unknown_bot`, `invalid_configuration`
   */
  sandbox(userId: string, options: SandboxOptions): Promise<Imposter>;

  /** Resolves when the store can be used. @throws ImposterError `store_unavailable`, `store_locked`, `closed` */
  ready(): Promise<void>;
  /** Stops every bot without unlinking: waits for turns up to 10 s, then closes the store. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Makes an imposter. The store is opened by the first call that needs it.
 * @throws RangeError when an encryption key or a limit is none
 */
export function createImposter(options: ImposterOptions): Imposter {
  return new OpenImposter(options);
}

function atLeastOne(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 1) return value;
  throw new RangeError(`${name} must be a whole number of at least 1, not ${value}.`);
}

/** How many messages a page has unless something else is asked for. */
const PAGE_SIZE = 50;

const NO_KEYS: SealingKeys = new Map();

const UNSEALED = 'secrets are stored as they are, because there is no encryption key';

class OpenImposter implements Imposter {
  readonly #emitter = new EventEmitter<ImposterEvents>();
  readonly #surroundings: Surroundings;
  readonly #providers: Providers;
  /** Null where everything is kept. */
  readonly #retention: RetentionJob | null;
  /** Null until something needs them. */
  readonly #isSealing: boolean;
  /** Also some that were closed already. */
  readonly #sandboxes = new Set<OpenImposter>();
  #bots: Bots | null = null;
  #opened: Promise<Bots> | null = null;
  #closing: Promise<void> | null = null;

  constructor(options: ImposterOptions) {
    const { logger = silentLogger, logDirectory, clock = systemClock, random = systemRandom } = options;
    const guarded = guardedLogger(logger);
    const keys = options.encryptionKey === undefined ? NO_KEYS : parseSealingKeys(options.encryptionKey);
    this.#isSealing = keys.size > 0 || options.store === undefined;
    this.#surroundings = {
      store: sealedStore(options.store ?? createMemoryStore(), { keys, random }),
      logger: guarded,
      clock,
      random,
      retentionLogger: logDirectory === undefined ? null : createRetentionLogger(logDirectory, guarded),
      emit: (event, payload) => this.#emit(event, payload),
      turns: {
        slots: new TurnSlots(atLeastOne('maxConcurrentTurns', options.maxConcurrentTurns ?? 32)),
        maxPerBot: atLeastOne('maxConcurrentTurnsPerBot', options.maxConcurrentTurnsPerBot ?? 8),
      },
      guardsLoops: options.loopGuard ?? true,
    };
    this.#providers = { chat: options.chat, llm: options.llm ?? [] };
    const days = retentionDays(options);
    const reduced = () => this.#bots?.manager.forgetConversations();
    this.#retention = days === null ? null : new RetentionJob({ ...this.#surroundings, days, reduced });
  }

  on<Name extends keyof ImposterEvents>(event: Name, listener: ImposterEvents[Name]): () => void {
    const failed = (error: unknown) =>
      this.#surroundings.logger.error({ err: error, event }, 'an event listener threw');
    // A listener may be async all the same, and what it throws must not end the process.
    const guarded = (payload: never) => {
      try {
        const ended = (listener as (payload: never) => unknown)(payload);
        if (ended !== undefined) Promise.resolve(ended).catch(failed);
      } catch (error) {
        failed(error);
      }
    };
    this.#emitter.on(event, guarded as never);
    return () => this.#emitter.off(event, guarded as never);
  }

  async start(document: unknown, options: StartOptions = {}): Promise<StartedBot> {
    const { manager } = await this.#open();
    const { linkingHeartbeat = false, checksNewGroups = false, ifRevision } = options;
    return manager.start(document, { linkingHeartbeat, checksNewGroups, ifRevision });
  }

  async unlink(userId: string): Promise<void> {
    const { manager } = await this.#open();
    await manager.unlink(userId);
  }

  async stop(userId: string): Promise<void> {
    const { manager } = await this.#open();
    await manager.stop(userId);
  }

  async resume(userId?: string): Promise<void> {
    const { manager } = await this.#open();
    await (userId === undefined ? manager.resume() : manager.resumeOne(userId));
  }

  async reload(userId: string): Promise<void> {
    const { manager } = await this.#open();
    await manager.reload(userId);
  }

  async status(userId: string): Promise<BotStatus> {
    const { manager } = await this.#open();
    return manager.status(userId);
  }

  async statuses(): Promise<BotStatus[]> {
    const { manager } = await this.#open();
    return manager.statuses();
  }

  heartbeat(userId: string): void {
    this.#bots?.manager.heartbeat(userId);
  }

  async groups(userId: string): Promise<Party[]> {
    const { manager } = await this.#open();
    return manager.groups(userId);
  }

  async configuredUserIds(): Promise<string[]> {
    const { documents } = await this.#open();
    return (await documents.list()).map((stored) => stored.userId);
  }

  async configuration(userId: string): Promise<ConfigurationDocument> {
    return (await this.configurationWithRevision(userId)).document;
  }

  async configurationWithRevision(
    userId: string,
  ): Promise<{ document: ConfigurationDocument; revision: number }> {
    const { documents } = await this.#open();
    return documents.masked(userId);
  }

  async deleteConfiguration(userId: string): Promise<void> {
    const { manager } = await this.#open();
    await manager.delete(userId);
  }

  async configurationSchema(): Promise<Record<string, unknown>> {
    return (await this.#load()).schema();
  }

  async saveConfiguration(
    document: unknown,
    { checksNewGroups = false, ifRevision }: SaveOptions = {},
  ): Promise<{ userId: string; warnings: string[] }> {
    const { manager } = await this.#open();
    return manager.save(document, { checksNewGroups, ifRevision });
  }

  async queue(userId: string): Promise<Map<string, Message[]>> {
    return (await this.#open()).queueOf(userId);
  }

  async clearQueue(userId: string, correspondentId?: string): Promise<void> {
    const { manager } = await this.#open();
    await manager.clearQueue(userId, correspondentId);
  }

  async erase(userId: string, contact: string): Promise<void> {
    const { manager } = await this.#open();
    await manager.erase(userId, contact);
  }

  async context(userId: string): Promise<Map<string, ContextMessage[]>> {
    return (await this.#open()).contextsOf(userId);
  }

  async contacts(userId: string): Promise<ContactView[]> {
    return (await this.#open()).views.contacts(userId);
  }

  async conversation(
    userId: string,
    contact: string,
    { before = null, limit = PAGE_SIZE }: Partial<PageQuery> = {},
  ): Promise<ConversationPage> {
    return (await this.#open()).views.conversation(userId, contact, { before, limit });
  }

  async decisions(
    userId: string,
    { before = null, limit = PAGE_SIZE }: Partial<PageQuery> = {},
  ): Promise<DecisionPage> {
    return (await this.#open()).views.decisions(userId, { before, limit });
  }

  async usage(
    userId: string,
    { from = 0, until = Number.MAX_SAFE_INTEGER }: Partial<UsagePeriod> = {},
  ): Promise<HourOfUsage[]> {
    return (await this.#open()).views.usage(userId, { from, until });
  }

  async logLines(userId: string, contact: string, count: number): Promise<string[]> {
    return (await this.#open()).views.logLines(userId, contact, count);
  }

  async trackedGroups(userId: string): Promise<TrackedGroupView[]> {
    return (await (await this.#open()).trackedGroupsOf(userId)).groups;
  }

  async trackedGroup(userId: string, groupId: string): Promise<TrackedGroupView> {
    const { groups } = await (await this.#open()).trackedGroupsOf(userId);
    const found = groups.find(({ group }) => group.identifier === groupId);
    if (found !== undefined) return found;
    throw new ImposterError('unknown_group', `The bot "${userId}" has never tracked a group "${groupId}".`);
  }

  async *periods(userId: string, groupId: string, query: PeriodQuery = {}): AsyncGenerator<Period> {
    const bots = await this.#open();
    const { userId: storedId } = await bots.trackedGroupsOf(userId);
    yield* this.#surroundings.store.tracking.periods(storedId, groupId, query);
  }

  async deletePeriods(userId: string, groupId: string, query: PeriodQuery = {}): Promise<number> {
    const bots = await this.#open();
    const { userId: storedId } = await bots.trackedGroupsOf(userId);
    return this.#surroundings.store.tracking.deletePeriods(storedId, groupId, query);
  }

  async ready(): Promise<void> {
    await this.#open();
    // Of a store that was opened before, a read tells whether it is still there.
    await this.#surroundings.store.configurations.get('ready');
  }

  async sandbox(userId: string, options: SandboxOptions): Promise<Imposter> {
    const { documents } = await this.#open();
    const { document } = await documents.stored(userId);
    const { sandboxDocument, watchedLlm } = await import('./sandbox.ts');
    const { clock, random, logger } = this.#surroundings;
    const { chat, onModelCall } = options;
    const llm = onModelCall
      ? this.#providers.llm.map((provider) => watchedLlm(provider, clock, onModelCall))
      : this.#providers.llm;
    const sandbox = new OpenImposter({ chat: [chat], llm, clock, random, logger });
    for (const known of this.#sandboxes) if (known.#closing !== null) this.#sandboxes.delete(known);
    this.#sandboxes.add(sandbox);
    try {
      await sandbox.start(sandboxDocument(document, options));
    } catch (error) {
      await sandbox.close();
      throw error;
    }
    return sandbox;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { store, retentionLogger } = this.#surroundings;
    try {
      await Promise.all([...this.#sandboxes].map((sandbox) => sandbox.close()));
      const bots = await this.#load();
      await bots.manager.close();
    } finally {
      await this.#retention?.stop();
      await retentionLogger?.close();
      await this.#opened;
      await store.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** A failure to open is told to this caller and tried again by the next. */
  #open(): Promise<Bots> {
    if (this.#closing !== null)
      return Promise.reject(new ImposterError('closed', 'The imposter was closed; create a new one.'));
    this.#opened ??= this.#openStore().catch((error: unknown) => {
      this.#opened = null;
      throw error;
    });
    return this.#opened;
  }

  async #openStore(): Promise<Bots> {
    const { store, logger } = this.#surroundings;
    const [bots] = await Promise.all([this.#load(), store.open()]);
    if (!this.#isSealing) logger.info({ store: store.name }, UNSEALED);
    this.#retention?.start();
    return bots;
  }

  /** Loaded by the first call: zod and the engine cost more than all the rest of an application's start. */
  async #load(): Promise<Bots> {
    const { Bots } = await import('./bots.ts');
    this.#bots ??= new Bots(this.#providers, this.#surroundings);
    return this.#bots;
  }

  #emit<Name extends keyof ImposterEvents>(event: Name, payload: Parameters<ImposterEvents[Name]>[0]): void {
    this.#emitter.emit(event, ...([payload] as never));
  }
}
