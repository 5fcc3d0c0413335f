import { ChatbotInstance, modeOf } from './chatbot-instance.ts';
import { maskSecrets, restoreSecrets, type SchemaOf } from './configuration/secrets.ts';
import {
  invalidConfiguration,
  type Providers,
  type ValidConfiguration,
  validateConfiguration,
} from './configuration/validate-configuration.ts';
import type { BotStatus, StartedBot } from './contracts/bot.ts';
import type { StatusReport } from './contracts/chat-provider.ts';
import { ImposterError } from './contracts/errors.ts';
import type { Lease, StoredConfiguration } from './contracts/store.ts';
import { LinkingMonitor } from './linking/linking-monitor.ts';
import { SerialByKey } from './serial-by-key.ts';
import type { Surroundings } from './surroundings.ts';

/** Turns under way get this long to end before a bot stops. */
const GRACE_MS = 10_000;

/** Which bots are configured and which run; starts, stops, resumes and unlinks them. */
export class ChatbotManager {
  readonly #surroundings: Surroundings;
  readonly #providers: Providers;
  readonly #ownerId: string;
  readonly #startedAt: number;
  /** By folded id. A bot that lost its connection for good stays here to tell why. */
  readonly #instances = new Map<string, ChatbotInstance>();
  readonly #monitors = new Map<string, LinkingMonitor>();
  readonly #serial = new SerialByKey();
  #isClosed = false;

  constructor(providers: Providers, surroundings: Surroundings) {
    this.#providers = providers;
    this.#surroundings = surroundings;
    this.#ownerId = surroundings.random.hex(8);
    this.#startedAt = surroundings.clock.now();
  }

  /** Validates, stores and starts. */
  async start(given: unknown, options: { linkingHeartbeat: boolean }): Promise<StartedBot> {
    return this.#withDocument(given, async (valid) => {
      const userId = valid.configuration.user_id;
      await this.#endDisconnected(userId);
      await this.#surroundings.store.configurations.save(userId, valid.document);
      return this.#run(valid, options);
    });
  }

  /** Stores without starting. */
  async save(given: unknown): Promise<{ userId: string; warnings: string[] }> {
    return this.#withDocument(given, async (valid) => {
      const userId = valid.configuration.user_id;
      await this.#surroundings.store.configurations.save(userId, valid.document);
      return { userId, warnings: valid.warnings };
    });
  }

  /** Starts what was running when the process ended and is linked. One bot that cannot start does not stop the others. */
  async resume(): Promise<void> {
    const stored = await this.#surroundings.store.configurations.list();
    await Promise.all(stored.map(({ userId }) => this.#resumeOne(userId)));
  }

  /** Stops the bot, deletes its link and the wish to run. */
  async unlink(userId: string): Promise<void> {
    const known = await this.#stored(userId);
    this.#forgetMonitor(known.userId);
    await this.#serially(known.userId, async () => {
      const stored = await this.#stored(userId);
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

  async status(userId: string): Promise<BotStatus> {
    return this.#statusOf(await this.#stored(userId));
  }

  async statuses(): Promise<BotStatus[]> {
    const stored = await this.#surroundings.store.configurations.list();
    return Promise.all(stored.map((configuration) => this.#statusOf(configuration)));
  }

  heartbeat(userId: string): void {
    this.#monitors.get(fold(userId))?.beat();
  }

  /** The stored document of a bot, secrets masked. */
  async configuration(userId: string): Promise<Record<string, unknown>> {
    return maskSecrets((await this.#stored(userId)).document, this.#schemaOf);
  }

  async configuredUserIds(): Promise<string[]> {
    return (await this.#surroundings.store.configurations.list()).map((stored) => stored.userId);
  }

  /** A configured bot: its id as it is stored, and its configuration unless that does not validate any more. */
  async known(userId: string): Promise<{ userId: string; valid: ValidConfiguration | null }> {
    const stored = await this.#stored(userId);
    try {
      return { userId: stored.userId, valid: validateConfiguration(stored.document, this.#providers) };
    } catch {
      return { userId: stored.userId, valid: null };
    }
  }

  /** Stops every bot; each is resumed at the next start. Rejects with the first failure when all have been tried. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#serial.idle();
    for (const userId of [...this.#monitors.keys()]) this.#forgetMonitor(userId);
    const stops = [...this.#instances.values()].map((instance) =>
      instance.stop(instance.isDisconnected ? 0 : GRACE_MS),
    );
    const failure = (await Promise.allSettled(stops)).find(({ status }) => status === 'rejected');
    if (failure?.status === 'rejected') throw failure.reason;
  }

  /** A bot whose connection ended for good makes room for a new start of it. */
  async #endDisconnected(userId: string): Promise<void> {
    const instance = this.#instances.get(fold(userId));
    if (instance?.isDisconnected === false) {
      throw new ImposterError('already_active', `The bot "${userId}" is running; stop or unlink it first.`);
    }
    await this.#forget(instance);
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
  #withDocument<Result>(
    given: unknown,
    act: (valid: ValidConfiguration) => Promise<Result>,
  ): Promise<Result> {
    const first = validateConfiguration(given, this.#providers);
    return this.#serially(first.configuration.user_id, async () => act(await this.#restored(first)));
  }

  /** The same configuration with the secrets that its masks stand for. */
  async #restored({ document: given, configuration }: ValidConfiguration): Promise<ValidConfiguration> {
    const userId = configuration.user_id;
    const stored = await this.#surroundings.store.configurations.get(userId);
    if (stored !== null && stored.userId !== userId) {
      const message = `differs from the existing bot "${stored.userId}" only by case; choose another id`;
      throw invalidConfiguration([{ path: 'user_id', message }]);
    }
    const { document, problems } = restoreSecrets(given, stored?.document ?? null, this.#schemaOf);
    if (problems.length > 0) throw invalidConfiguration(problems);
    return validateConfiguration(document, this.#providers);
  }

  readonly #schemaOf: SchemaOf = (section, name) => {
    const plugins = section === 'chat_provider_config' ? this.#providers.chat : this.#providers.llm;
    const plugin = plugins.find(
      (candidate) =>
        candidate.name === name || (typeof name === 'string' && candidate.aliases?.includes(name)),
    );
    return plugin?.configSchema ?? null;
  };

  async #run(valid: ValidConfiguration, options: { linkingHeartbeat: boolean }): Promise<StartedBot> {
    const { store, random } = this.#surroundings;
    const instance = await this.#makeInstance(valid, random.hex(8));
    const { userId, instanceId, mode } = instance;
    this.#instances.set(fold(userId), instance);
    try {
      await store.configurations.setRunning(userId, true);
      if (options.linkingHeartbeat && !(await this.#isLinked(instance))) this.#monitor(instance);
      await instance.start();
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
    const lease = await this.#lease(userId);
    const onStatus = (report: StatusReport) => {
      if (report.status === 'connected' || report.status === 'disconnected') this.#forgetMonitor(userId);
    };
    try {
      return new ChatbotInstance({ instanceId, valid, lease, onStatus }, this.#surroundings);
    } catch (error) {
      await this.#surroundings.store.leases.release(lease);
      throw error;
    }
  }

  #isLinked({ userId, provider }: Pick<ChatbotInstance, 'userId' | 'provider'>): Promise<boolean> {
    return provider.isLinked(this.#surroundings.store.credentials(userId, provider.name));
  }

  async #lease(userId: string): Promise<Lease> {
    const lease = await this.#surroundings.store.leases.acquire(userId, this.#ownerId);
    if (lease !== null) return lease;
    throw new ImposterError('lease_elsewhere', `The bot "${userId}" is run by another process.`);
  }

  async #resumeOne(userId: string): Promise<void> {
    try {
      await this.#serially(userId, async () => {
        const stored = await this.#surroundings.store.configurations.get(userId);
        if (stored === null || !stored.running) return;
        if (this.#instances.get(fold(userId))?.isDisconnected === false) return;
        const valid = validateConfiguration(stored.document, this.#providers);
        if (!(await this.#isLinked({ userId, provider: valid.chat.provider }))) return;
        await this.#endDisconnected(userId);
        await this.#run(valid, { linkingHeartbeat: false });
      });
    } catch (error) {
      this.#surroundings.logger.error({ err: error, userId }, 'the bot could not be resumed');
    }
  }

  /** A session is made only to end the link. */
  async #unlinkStopped(stored: StoredConfiguration): Promise<void> {
    const instance = await this.#makeInstance(this.#validOrMinimal(stored), this.#ownerId);
    await instance.unlink();
  }

  /** What is wrong elsewhere in the document must not keep a link from being ended. */
  #validOrMinimal({ userId, document }: StoredConfiguration): ValidConfiguration {
    try {
      return validateConfiguration(document, this.#providers);
    } catch {
      const { provider_name } = (document.chat_provider_config ?? {}) as { provider_name?: unknown };
      return validateConfiguration(
        { user_id: userId, chat_provider_config: { provider_name } },
        this.#providers,
      );
    }
  }

  async #statusOf(stored: StoredConfiguration): Promise<BotStatus> {
    const provider = this.#providerOf(stored);
    const { store } = this.#surroundings;
    const authenticated =
      provider !== undefined && (await provider.isLinked(store.credentials(stored.userId, provider.name)));
    const instance = this.#instances.get(fold(stored.userId));
    if (instance !== undefined) return { ...instance.status(), authenticated };
    const idle = { userId: stored.userId, authenticated, since: this.#startedAt };
    try {
      const valid = validateConfiguration(stored.document, this.#providers);
      return { ...idle, status: 'disconnected', mode: modeOf(valid) };
    } catch {
      return { ...idle, status: 'invalid_config', mode: 'collection_only' };
    }
  }

  #providerOf({ document }: StoredConfiguration) {
    const section = document.chat_provider_config as { provider_name?: unknown } | undefined;
    const name = section?.provider_name;
    return this.#providers.chat.find(
      (provider) => provider.name === name || (typeof name === 'string' && provider.aliases?.includes(name)),
    );
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

  async #stored(userId: string): Promise<StoredConfiguration> {
    const stored = await this.#surroundings.store.configurations.get(userId);
    if (stored !== null) return stored;
    throw new ImposterError('unknown_bot', `There is no bot "${userId}".`);
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
