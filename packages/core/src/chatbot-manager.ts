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
    if (this.#isClosed) throw new ImposterError('closed', 'The imposter was closed; create a new one.');
    const valid = await this.#validated(given);
    const userId = valid.configuration.user_id;
    return this.#serially(userId, async () => {
      await this.#endDisconnected(userId);
      await this.#surroundings.store.configurations.save(userId, valid.document);
      return this.#run(valid, options);
    });
  }

  /** Stores without starting. */
  async save(given: unknown): Promise<{ userId: string; warnings: string[] }> {
    const valid = await this.#validated(given);
    await this.#surroundings.store.configurations.save(valid.configuration.user_id, valid.document);
    return { userId: valid.configuration.user_id, warnings: valid.warnings };
  }

  /** Starts what was running when the process ended and is linked. One bot that cannot start does not stop the others. */
  async resume(): Promise<void> {
    const stored = await this.#surroundings.store.configurations.list();
    const running = stored.filter((configuration) => configuration.running);
    await Promise.all(running.map((configuration) => this.#resumeOne(configuration)));
  }

  /** Stops the bot, deletes its link and the wish to run. */
  async unlink(userId: string): Promise<void> {
    const stored = await this.#stored(userId);
    await this.#serially(stored.userId, async () => {
      await this.#surroundings.store.configurations.setRunning(stored.userId, false);
      const instance = this.#instances.get(fold(stored.userId));
      this.#forgetMonitor(stored.userId);
      if (instance === undefined || instance.isDisconnected) await this.#unlinkStopped(stored);
      else await instance.unlink();
      this.#instances.delete(fold(stored.userId));
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

  /** The stored configuration of a bot, validated again; null when it does not validate any more. */
  async valid(userId: string): Promise<ValidConfiguration | null> {
    const { document } = await this.#stored(userId);
    try {
      return validateConfiguration(document, this.#providers);
    } catch {
      return null;
    }
  }

  /** Stops every bot; each is resumed at the next start. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const userId of this.#monitors.keys()) this.#forgetMonitor(userId);
    const active = [...this.#instances.values()].filter((instance) => !instance.isDisconnected);
    await Promise.all(
      active.map((instance) => this.#serially(instance.userId, () => instance.stop(GRACE_MS))),
    );
  }

  /** A bot whose connection ended for good makes room for a new start of it. */
  async #endDisconnected(userId: string): Promise<void> {
    const instance = this.#instances.get(fold(userId));
    if (instance === undefined) return;
    if (!instance.isDisconnected) {
      throw new ImposterError('already_active', `The bot "${userId}" is running; stop or unlink it first.`);
    }
    this.#instances.delete(fold(userId));
    await instance.stop(0);
  }

  async #validated(given: unknown): Promise<ValidConfiguration> {
    const first = validateConfiguration(given, this.#providers);
    const userId = first.configuration.user_id;
    const stored = await this.#surroundings.store.configurations.get(userId);
    if (stored !== null && stored.userId !== userId) {
      const message = `differs from the existing bot "${stored.userId}" only by case; choose another id`;
      throw invalidConfiguration([{ path: 'user_id', message }]);
    }
    const { document, problems } = restoreSecrets(first.document, stored?.document ?? null, this.#schemaOf);
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
    const userId = valid.configuration.user_id;
    const lease = await this.#lease(userId);
    const instance = new ChatbotInstance(
      {
        instanceId: random.hex(8),
        valid,
        lease,
        onStatus: (report) => this.#watchLinking(userId, report),
      },
      this.#surroundings,
    );
    this.#instances.set(fold(userId), instance);
    await store.configurations.setRunning(userId, true);
    if (options.linkingHeartbeat && !(await this.#isLinked(instance))) this.#monitor(userId);
    try {
      await instance.start();
    } catch (error) {
      await this.#startFailed(instance);
      throw error;
    }
    return { userId, instanceId: instance.instanceId, mode: instance.mode, warnings: valid.warnings };
  }

  #isLinked({ userId, provider }: ChatbotInstance): Promise<boolean> {
    return provider.isLinked(this.#surroundings.store.credentials(userId, provider.name));
  }

  async #startFailed(instance: ChatbotInstance): Promise<void> {
    this.#forgetMonitor(instance.userId);
    this.#instances.delete(fold(instance.userId));
    await instance.stop(0).catch((error: unknown) => {
      this.#surroundings.logger.error(
        { err: error, userId: instance.userId },
        'a bot that failed to start did not stop',
      );
    });
  }

  async #lease(userId: string): Promise<Lease> {
    const lease = await this.#surroundings.store.leases.acquire(userId, this.#ownerId);
    if (lease !== null) return lease;
    throw new ImposterError('lease_elsewhere', `The bot "${userId}" is run by another process.`);
  }

  async #resumeOne(stored: StoredConfiguration): Promise<void> {
    const { store, logger } = this.#surroundings;
    try {
      const valid = validateConfiguration(stored.document, this.#providers);
      const provider = valid.chat.provider;
      if (!(await provider.isLinked(store.credentials(stored.userId, provider.name)))) return;
      await this.#serially(stored.userId, () => this.#run(valid, { linkingHeartbeat: false }));
    } catch (error) {
      logger.error({ err: error, userId: stored.userId }, 'the bot could not be resumed');
    }
  }

  /** A session is made only to end the link. */
  async #unlinkStopped(stored: StoredConfiguration): Promise<void> {
    const valid = this.#validOrMinimal(stored);
    const lease = await this.#lease(stored.userId);
    const instance = new ChatbotInstance(
      { instanceId: this.#ownerId, valid, lease, onStatus: () => {} },
      this.#surroundings,
    );
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

  #monitor(userId: string): void {
    const monitor = new LinkingMonitor(this.#surroundings.clock, () => {
      this.#monitors.delete(fold(userId));
      this.#linkingAbandoned(userId).catch((error: unknown) => {
        this.#surroundings.logger.error({ err: error, userId }, 'an abandoned linking could not be ended');
      });
    });
    this.#monitors.set(fold(userId), monitor);
  }

  #linkingAbandoned(userId: string): Promise<void> {
    return this.#serially(userId, async () => {
      const instance = this.#instances.get(fold(userId));
      if (instance === undefined || (await this.#isLinked(instance))) return;
      await this.#surroundings.store.configurations.setRunning(userId, false);
      await instance.stop(0);
    });
  }

  /** After a QR comes `connecting` when it was scanned, `connected` when the link is complete. */
  #watchLinking(userId: string, { status }: StatusReport): void {
    const monitor = this.#monitors.get(fold(userId));
    if (monitor === undefined) return;
    if (status === 'linking') monitor.showing();
    else if (status === 'connecting') monitor.connecting();
    else this.#forgetMonitor(userId);
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
    return this.#serial.run(fold(userId), task);
  }
}

/** Ids that differ only by case name the same bot. */
function fold(userId: string): string {
  return userId.toLowerCase();
}
