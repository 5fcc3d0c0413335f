import type { BotDocuments } from './bot-documents.ts';
import { ChatbotInstance, modeOf } from './chatbot-instance.ts';
import { newGroups, unknownGroups } from './configuration/new-groups.ts';
import { invalidConfiguration, type ValidConfiguration } from './configuration/validate-configuration.ts';
import type { PromptSource } from './context/prompt-source.ts';
import type { BotError, BotStatus, StartedBot } from './contracts/bot.ts';
import type { StatusReport } from './contracts/chat-provider.ts';
import { ImposterError } from './contracts/errors.ts';
import type { Chat, Party } from './contracts/message.ts';
import type { Lease, StoredConfiguration } from './contracts/store.ts';
import { notConnected } from './group-listing.ts';
import { LinkingMonitor } from './linking/linking-monitor.ts';
import { BotSharing } from './processes/bot-sharing.ts';
import { LeaseKeeper, leaseElsewhere } from './processes/lease-keeper.ts';
import { SerialByKey } from './serial-by-key.ts';
import { startErrorOf } from './start-error.ts';
import { unfinishedStarts } from './start-guard.ts';
import { StoppedBots, unknownContact } from './stopped-bots.ts';
import type { Surroundings } from './surroundings.ts';

/** Turns under way get this long to end before a bot stops. */
const GRACE_MS = 10_000;

/** How a document is saved. */
export interface SaveOptions {
  /** What is stored must have this revision; null: nothing may be stored. Undefined: whatever is. */
  ifRevision?: number | null | undefined;
  /** Whether groups that it begins to track must be groups of the connected account. */
  checksNewGroups: boolean;
}

/** How a bot is run. */
interface RunOptions {
  /** Whether an attempt to link ends when nobody looks. */
  linkingHeartbeat: boolean;
  /** Whether somebody asks for it, or it is run again by itself after a restart. */
  isAskedFor: boolean;
}

/** What is done with bots, wherever they run. */
export type BotManager = Pick<
  ChatbotManager,
  | 'start'
  | 'save'
  | 'resume'
  | 'resumeOne'
  | 'unlink'
  | 'delete'
  | 'stop'
  | 'reload'
  | 'clearQueue'
  | 'erase'
  | 'status'
  | 'statuses'
  | 'heartbeat'
  | 'groups'
  | 'promptsOf'
  | 'forgetConversations'
  | 'close'
>;

/** What a manager may ask of others. */
interface ManagerOptions {
  /** The groups of a bot that does not run here. */
  groupsElsewhere?: (userId: string) => Promise<Party[]>;
}

/** Which bots are configured and which run here; starts, stops, resumes and unlinks them. */
export class ChatbotManager {
  /** Names this process as the owner of leases. */
  readonly ownerId: string;
  readonly #surroundings: Surroundings;
  readonly #documents: BotDocuments;
  readonly #startedAt: number;
  readonly #groupsElsewhere: (userId: string) => Promise<Party[]>;
  /** By folded id. A bot that lost its connection for good stays here to tell why. */
  readonly #instances = new Map<string, ChatbotInstance>();
  readonly #monitors = new Map<string, LinkingMonitor>();
  /** By folded id, why a bot could not be started when that was tried last. */
  readonly #startErrors = new Map<string, BotError>();
  readonly #serial = new SerialByKey();
  readonly #keeper: LeaseKeeper;
  readonly #stopped: StoppedBots;
  /** Null where this process has the store for itself. */
  readonly #sharing: BotSharing | null;
  #isClosed = false;

  constructor(documents: BotDocuments, surroundings: Surroundings, options: ManagerOptions = {}) {
    this.#documents = documents;
    this.#groupsElsewhere = options.groupsElsewhere ?? (async (userId) => this.#groupsOf(userId));
    this.#surroundings = surroundings;
    this.ownerId = surroundings.random.hex(8);
    this.#startedAt = surroundings.clock.now();
    this.#keeper = new LeaseKeeper(surroundings);
    this.#stopped = new StoppedBots(surroundings.store, this.#keeper, this.ownerId);
    this.#sharing = this.#makeSharing();
  }

  /** Validates, stores and starts. */
  async start(
    given: unknown,
    { checksNewGroups, ifRevision, ...options }: { linkingHeartbeat: boolean } & SaveOptions,
  ): Promise<StartedBot> {
    return this.#withDocument(given, async (valid) => {
      this.#assertDisconnected(valid.configuration.user_id);
      if (checksNewGroups) await this.#checkNewGroups(valid);
      await this.#endDisconnected(valid.configuration.user_id);
      await this.#documents.save(valid, ifRevision);
      return this.#run(valid, { ...options, isAskedFor: true });
    });
  }

  /** Stores without starting. */
  async save(
    given: unknown,
    { checksNewGroups, ifRevision }: SaveOptions,
  ): Promise<{ userId: string; warnings: string[] }> {
    return this.#withDocument(given, async (valid) => {
      if (checksNewGroups) await this.#checkNewGroups(valid);
      await this.#documents.save(valid, ifRevision);
      return { userId: valid.configuration.user_id, warnings: valid.warnings };
    });
  }

  /**
   * Starts what was running when the process ended and is linked; where processes share the store, an even part of it,
   * now and whenever others come and go. One bot that cannot start does not stop the others;
   * those that may have ended the process come last and one by one, so that only the one at fault does it again.
   */
  async resume(): Promise<void> {
    if (this.#sharing !== null) return this.#sharing.begin();
    await this.#resumeAll((await this.#documents.list()).map(({ userId }) => userId));
  }

  async #resumeAll(userIds: readonly string[]): Promise<void> {
    const { store } = this.#surroundings;
    const suspects: string[] = [];
    const others: string[] = [];
    for (const userId of userIds) {
      const unfinished = await unfinishedStarts(store.credentials(userId, 'core'));
      (unfinished > 0 ? suspects : others).push(userId);
    }
    await Promise.all(others.map((userId) => this.#resumeIfWanted(userId)));
    for (const userId of suspects) await this.#resumeIfWanted(userId);
  }

  /** Stops the bot, deletes its link and the wish to run. */
  async unlink(userId: string): Promise<void> {
    const known = await this.#documents.stored(userId);
    this.#forgetMonitor(known.userId);
    await this.#serially(known.userId, async () => {
      const stored = await this.#documents.stored(userId);
      await this.#surroundings.store.configurations.setRunning(stored.userId, false);
      const instance = this.#instances.get(fold(stored.userId));
      if (instance === undefined || instance.isDisconnected) {
        await this.#forget(instance);
        await this.#unlinkStopped(stored);
      } else {
        await instance.unlink().finally(() => this.#instances.delete(fold(stored.userId)));
      }
    });
  }

  /**
   * Unlinks a bot, and deletes its conversations and its configuration; periods and logs stay. The configuration goes last:
   * what was cut off can be done again.
   */
  async delete(userId: string): Promise<void> {
    const stored = await this.#documents.stored(userId);
    // A link of a provider that is not installed any more is nothing that could be ended.
    if (this.#documents.providerOf(stored) !== undefined) await this.unlink(userId);
    await this.#serially(stored.userId, async () => {
      await this.#endDisconnected(stored.userId);
      await this.#stopped.deleteBot(stored.userId, this.#surroundings.clock.now());
      this.#startErrors.delete(fold(stored.userId));
    });
    this.#surroundings.emit('removal', { userId: stored.userId });
  }

  /** Stops the bot without unlinking it; it is not resumed until it is started again. */
  async stop(userId: string): Promise<void> {
    const known = await this.#documents.stored(userId);
    this.#forgetMonitor(known.userId);
    await this.#serially(known.userId, async () => {
      await this.#surroundings.store.configurations.setRunning(known.userId, false);
      await this.#stopInstance(known.userId);
    });
  }

  /** Starts a linked bot with its stored configuration; does nothing when it runs. */
  async resumeOne(userId: string): Promise<void> {
    const known = await this.#documents.stored(userId);
    await this.#serially(known.userId, async () => {
      if (this.#instances.get(fold(known.userId))?.isDisconnected === false) return;
      await this.#startLinked(known.userId);
    });
  }

  /** Lets a bot run with its configuration as it is stored now; turns under way end with the old one. */
  async reload(userId: string): Promise<void> {
    const known = await this.#documents.stored(userId);
    await this.#serially(known.userId, () => this.#startLinked(known.userId));
  }

  /**
   * Takes what is queued out, of one contact (by any of its ids) or of all.
   * @throws ImposterError `unknown_contact`
   */
  async clearQueue(userId: string, correspondentId?: string): Promise<void> {
    const { userId: storedId } = await this.#documents.stored(userId);
    const contact =
      correspondentId === undefined ? undefined : await this.#stopped.contactKeyOf(storedId, correspondentId);
    // A bot that runs clears by itself: it may wait for a turn to end, and must not hold up a stop meanwhile.
    const clearRunning = () => {
      const instance = this.#instances.get(fold(storedId));
      return instance?.isRunning ? instance.clearQueue(contact) : null;
    };
    await (clearRunning() ??
      this.#serially(storedId, async () => {
        await (clearRunning() ?? this.#stopped.clearQueue(storedId, contact));
      }));
  }

  /**
   * Erases a contact (by any of its ids), and tells by which ids it was known.
   * @throws ImposterError `unknown_contact` when nothing of it was stored
   */
  async erase(userId: string, contact: string): Promise<Chat> {
    const stored = await this.#documents.stored(userId);
    const chat = (await this.#stopped.contactsOf(stored.userId)).chatOf(contact);
    const erased = await this.#serially(stored.userId, () => {
      const instance = this.#instances.get(fold(stored.userId));
      if (instance?.isRunning) return instance.erase(chat);
      const provider = this.#documents.validOrNull(stored)?.chat.provider ?? null;
      return this.#stopped.erase(stored.userId, chat, provider);
    });
    if (erased > 0) {
      this.#surroundings.emit('erasure', { userId: stored.userId, correspondentId: chat.identifier });
    }
    await this.eraseLogs(stored.userId, chat);
    if (erased === 0) throw unknownContact(stored.userId, contact);
    return chat;
  }

  /** Takes a contact out of the conversation logs that are written here. */
  async eraseLogs(userId: string, { identifier, alternateIdentifiers }: Chat): Promise<void> {
    await this.#surroundings.retentionLogger?.erase(userId, [identifier, ...alternateIdentifiers]);
  }

  async status(userId: string): Promise<BotStatus> {
    return this.#statusOf(await this.#documents.stored(userId));
  }

  async statuses(): Promise<BotStatus[]> {
    const stored = await this.#documents.list();
    return Promise.all(stored.map((configuration) => this.#statusOf(configuration)));
  }

  /** Whether a bot runs in this process, or has ended for good in it. */
  isHere(userId: string): boolean {
    return this.#instances.has(fold(userId));
  }

  /** The bots that run here. */
  running(): { lease: Lease; status: Omit<BotStatus, 'authenticated'> }[] {
    return [...this.#instances.values()].map((instance) => ({
      lease: instance.lease,
      status: instance.status(),
    }));
  }

  /** Forgets a bot whose connection has ended for good. @throws ImposterError `already_active` */
  async letGo(userId: string): Promise<void> {
    await this.#serially(userId, () => this.#endDisconnected(userId));
  }

  heartbeat(userId: string): void {
    this.#monitors.get(fold(userId))?.beat();
  }

  /** The groups of a connected bot. @throws ImposterError `not_connected`, `upstream_timeout`, `not_supported` */
  async groups(userId: string): Promise<Party[]> {
    return this.#groupsOf((await this.#documents.stored(userId)).userId);
  }

  /** Where the prompts of a running bot come from. */
  promptsOf(userId: string): PromptSource | null {
    const instance = this.#instances.get(fold(userId));
    return instance === undefined || instance.isDisconnected ? null : instance.prompts;
  }

  /** Lets the next prompts of the bots that run here read the store: texts may have been taken out of it. */
  forgetConversations(): void {
    for (const instance of this.#instances.values()) instance.forgetConversations();
  }

  /** Stops every bot; each is resumed at the next start. Rejects with the first failure when all have been tried. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#sharing?.stop();
    await this.#serial.idle();
    for (const userId of [...this.#monitors.keys()]) this.#forgetMonitor(userId);
    const stops = [...this.#instances.values()].map((instance) =>
      instance.stop(instance.isDisconnected ? 0 : GRACE_MS),
    );
    const failure = (await Promise.allSettled(stops)).find(({ status }) => status === 'rejected');
    if (failure?.status === 'rejected') throw failure.reason;
  }

  /** Validates first: a document that does not validate, or a missing link, stops nothing. */
  async #startLinked(userId: string): Promise<void> {
    const stored = await this.#documents.stored(userId);
    const valid = await this.#documents.validate(stored.document);
    if (!(await this.#isLinked({ userId: stored.userId, provider: valid.chat.provider }))) {
      throw new ImposterError(
        'not_linked',
        `The bot "${stored.userId}" is not linked: start it with its configuration to link it.`,
      );
    }
    await this.#stopInstance(stored.userId);
    await this.#run(valid, { linkingHeartbeat: false, isAskedFor: true });
  }

  /** Turns under way get the time to end. */
  async #stopInstance(userId: string): Promise<void> {
    this.#startErrors.delete(fold(userId));
    const instance = this.#instances.get(fold(userId));
    if (instance === undefined) return;
    this.#instances.delete(fold(userId));
    await instance.stop(instance.isDisconnected ? 0 : GRACE_MS);
  }

  async #groupsOf(userId: string): Promise<Party[]> {
    const instance = this.#instances.get(fold(userId));
    if (instance === undefined) throw notConnected(userId);
    return instance.groups();
  }

  /** Groups can only be new while somebody can be asked whether the account is in them. */
  async #checkNewGroups({ configuration }: ValidConfiguration): Promise<void> {
    const { user_id: userId, periodic_group_tracking: tracked } = configuration;
    const stored = await this.#surroundings.store.configurations.get(userId);
    const added = newGroups(stored?.document ?? null, tracked);
    if (added.length === 0) return;
    const groups = this.isHere(userId) ? this.#groupsOf(userId) : this.#groupsElsewhere(userId);
    const problems = unknownGroups(added, await groups);
    if (problems.length > 0) throw invalidConfiguration(problems);
  }

  #assertDisconnected(userId: string): void {
    if (this.#instances.get(fold(userId))?.isDisconnected !== false) return;
    throw new ImposterError('already_active', `The bot "${userId}" is running; stop or unlink it first.`);
  }

  /** A bot whose connection ended for good makes room for a new start of it. */
  async #endDisconnected(userId: string): Promise<void> {
    this.#assertDisconnected(userId);
    await this.#forget(this.#instances.get(fold(userId)));
  }

  /** Ends what is left of a bot that lost its connection for good. */
  async #forget(instance: ChatbotInstance | undefined): Promise<void> {
    if (instance === undefined) return;
    this.#instances.delete(fold(instance.userId));
    await instance.stop(0).catch((error: unknown) => {
      this.#surroundings.logger.error({ err: error, userId: instance.userId }, 'a bot did not stop cleanly');
    });
  }

  /** Validates a document and acts on it, with no other change of the same bot in between. */
  async #withDocument<Result>(
    given: unknown,
    act: (valid: ValidConfiguration) => Promise<Result>,
  ): Promise<Result> {
    const first = await this.#documents.validate(given);
    return this.#serially(first.configuration.user_id, async () =>
      act(await this.#documents.withSecrets(first)),
    );
  }

  async #run(valid: ValidConfiguration, options: RunOptions): Promise<StartedBot> {
    const key = fold(valid.configuration.user_id);
    this.#startErrors.delete(key);
    try {
      return await this.#tryRun(valid, options);
    } catch (error) {
      const shown = startErrorOf(error, this.#surroundings.clock.now());
      if (shown !== null) this.#startErrors.set(key, shown);
      throw error;
    }
  }

  async #tryRun(valid: ValidConfiguration, options: RunOptions): Promise<StartedBot> {
    const { store, random } = this.#surroundings;
    const instance = await this.#makeInstance(valid, random.hex(8));
    const { userId, instanceId, mode } = instance;
    this.#instances.set(fold(userId), instance);
    try {
      await store.configurations.setRunning(userId, true);
      if (options.linkingHeartbeat && !(await this.#isLinked(instance))) this.#monitor(instance);
      await instance.start(options.isAskedFor);
    } catch (error) {
      this.#forgetMonitor(userId);
      await this.#forget(instance);
      throw error;
    }
    return { userId, instanceId, mode, warnings: valid.warnings };
  }

  /** An instance that cannot be made leaves no lease behind. */
  async #makeInstance(valid: ValidConfiguration, instanceId: string): Promise<ChatbotInstance> {
    const userId = valid.configuration.user_id;
    const lease = await this.#keeper.acquire(userId, this.ownerId);
    const onStatus = (report: StatusReport) => {
      if (report.status === 'connected' || report.status === 'disconnected') this.#forgetMonitor(userId);
      // Whoever took the bot over has also taken its place at the platform.
      if (report.error?.code === 'replaced') void this.#keeper.check(lease);
    };
    const release = () => this.#keeper.release(lease);
    const isLeaseSure = () => this.#keeper.isSure(lease);
    try {
      const options = { instanceId, valid, lease, isLeaseSure, release, onStatus };
      const instance = new ChatbotInstance(options, this.#surroundings);
      this.#keeper.listen(lease, {
        lost: () => this.#leaseLost(instance),
        regained: () => instance.leaseRegained(),
      });
      return instance;
    } catch (error) {
      await release();
      throw error;
    }
  }

  /** Another process has the bot: this one ends it at once, and writes nothing of it any more. */
  #leaseLost(instance: ChatbotInstance): void {
    const { logger, clock } = this.#surroundings;
    const { userId } = instance;
    logger.warn({ userId }, 'the bot is run by another process now');
    // What is still to be written is refused: that is no news.
    const ended = instance.stop(0).catch(() => undefined);
    void this.#serial.run(fold(userId), async () => {
      await ended;
      if (this.#instances.get(fold(userId)) !== instance) return;
      this.#instances.delete(fold(userId));
      const error = startErrorOf(leaseElsewhere(userId), clock.now());
      if (error !== null) this.#startErrors.set(fold(userId), error);
    });
  }

  #makeSharing(): BotSharing | null {
    const { clock, logger, store } = this.#surroundings;
    if (store.processes === null) return null;
    return new BotSharing({
      processes: store.processes,
      ownerId: this.ownerId,
      clock,
      logger,
      wanted: () => this.#wanted(),
      take: (userIds) => this.#resumeAll(userIds),
      give: (userId) => this.#give(userId),
    });
  }

  /** The bots that are to run, but for those that could not be started here. */
  async #wanted(): Promise<string[]> {
    const stored = await this.#documents.list();
    const wanted = stored.filter(({ userId, running }) => {
      const error = this.#startErrors.get(fold(userId));
      return running && (error === undefined || error.code === 'lease_elsewhere');
    });
    return wanted.map(({ userId }) => userId);
  }

  /** Stops a bot for another process to run it, unless it is busy being linked or has ended for good. */
  async #give(userId: string): Promise<void> {
    await this.#serially(userId, async () => {
      if (this.#instances.get(fold(userId))?.isConnected) await this.#stopInstance(userId);
    });
  }

  #isLinked({ userId, provider }: Pick<ChatbotInstance, 'userId' | 'provider'>): Promise<boolean> {
    return provider.isLinked(this.#surroundings.store.credentials(userId, provider.name));
  }

  async #resumeIfWanted(userId: string): Promise<void> {
    try {
      await this.#serially(userId, async () => {
        const stored = await this.#surroundings.store.configurations.get(userId);
        if (stored === null || !stored.running) return;
        if (this.#instances.get(fold(userId))?.isDisconnected === false) return;
        const valid = await this.#documents.validate(stored.document);
        if (!(await this.#isLinked({ userId, provider: valid.chat.provider }))) return;
        await this.#endDisconnected(userId);
        await this.#run(valid, { linkingHeartbeat: false, isAskedFor: false });
      });
    } catch (error) {
      // Another process was faster.
      if (ImposterError.is(error) && error.code === 'lease_elsewhere') return;
      this.#surroundings.logger.error({ err: error, userId }, 'the bot could not be resumed');
    }
  }

  /** A session is made only to end the link. */
  async #unlinkStopped(stored: StoredConfiguration): Promise<void> {
    const instance = await this.#makeInstance(this.#documents.validOrMinimal(stored), this.ownerId);
    await instance.unlink();
  }

  async #statusOf(stored: StoredConfiguration): Promise<BotStatus> {
    const provider = this.#documents.providerOf(stored);
    const { store } = this.#surroundings;
    const authenticated =
      provider !== undefined && (await provider.isLinked(store.credentials(stored.userId, provider.name)));
    const instance = this.#instances.get(fold(stored.userId));
    if (instance !== undefined) return { ...instance.status(), authenticated };
    const lastError = this.#startErrors.get(fold(stored.userId));
    const since = lastError?.time ?? this.#startedAt;
    const idle = {
      userId: stored.userId,
      authenticated,
      since,
      ...(lastError === undefined ? {} : { lastError }),
    };
    const valid = this.#documents.validOrNull(stored);
    return valid === null
      ? { ...idle, status: 'invalid_config', mode: 'collection_only' }
      : { ...idle, status: 'disconnected', mode: modeOf(valid) };
  }

  #monitor(instance: ChatbotInstance): void {
    const monitor = new LinkingMonitor(this.#surroundings.clock, () => {
      this.#linkingAbandoned(instance).catch((error: unknown) => {
        const { userId } = instance;
        this.#surroundings.logger.error({ err: error, userId }, 'an abandoned linking could not be ended');
      });
    });
    this.#monitors.set(fold(instance.userId), monitor);
  }

  /** Whoever has been linked meanwhile, or is another attempt, is left alone. */
  #linkingAbandoned(instance: ChatbotInstance): Promise<void> {
    const { userId } = instance;
    return this.#serially(userId, async () => {
      if (this.#instances.get(fold(userId)) !== instance || (await this.#isLinked(instance))) return;
      await this.#surroundings.store.configurations.setRunning(userId, false);
      await instance.stop(0);
    });
  }

  #forgetMonitor(userId: string): void {
    this.#monitors.get(fold(userId))?.end();
    this.#monitors.delete(fold(userId));
  }

  #serially<Result>(userId: string, task: () => Promise<Result>): Promise<Result> {
    return this.#serial.run(fold(userId), async () => {
      if (this.#isClosed) throw new ImposterError('closed', 'The imposter was closed; create a new one.');
      return task();
    });
  }
}

/** Ids that differ only by case name the same bot. */
function fold(userId: string): string {
  return userId.toLowerCase();
}
