import { newGroups, unknownGroups } from '../configuration/new-groups.ts';
import type { ValidConfiguration } from '../configuration/validate-configuration.ts';
import type { ChatSession } from '../contracts/chat-provider.ts';
import type { LlmModel } from '../contracts/llm-provider.ts';
import type { Chat, IncomingMessage, Party } from '../contracts/message.ts';
import type { Lease, NewMessage } from '../contracts/store.ts';
import type { Surroundings } from '../surroundings.ts';
import type { DigestDelivery, Digests } from './digests.ts';
import type { GroupTracker } from './group-tracker.ts';

/** What the tracking of a bot works with. */
export interface TrackingContext {
  valid: Pick<ValidConfiguration, 'configuration' | 'chat' | 'llm'>;
  lease: Lease;
  session: ChatSession;
  /** What writes digests; null where there is none. */
  model: LlmModel | null;
  /** How digests reach somebody. */
  delivery: DigestDelivery;
  /** The groups that the account is in. */
  listGroups: () => Promise<readonly Party[]>;
  /** Something is wrong, or could not be done now. */
  failed: (error: unknown) => void;
}

/** The tracking of a bot, which costs nothing where no group is tracked: what it needs is loaded for those that are. */
export class Tracking {
  readonly #context: TrackingContext;
  readonly #surroundings: Surroundings;
  /** Null while no group is tracked. */
  #tracker: GroupTracker | null = null;
  /** Null where no digests are wanted, or nothing can write them. */
  #digests: Digests | null = null;
  /** Whether it has been looked up whether the account is in the groups that are tracked. */
  #areGroupsKnown = false;

  constructor(context: TrackingContext, surroundings: Surroundings) {
    this.#context = context;
    this.#surroundings = surroundings;
  }

  /** Begins with what the configuration names, and ends what it does not name any more. @throws what the store throws */
  async start(): Promise<void> {
    const { valid, lease, failed } = this.#context;
    const { store, clock, emit } = this.#surroundings;
    const { configuration, chat } = valid;
    const { user_id: userId, periodic_group_tracking: groups } = configuration;
    if (groups.length === 0 && !(await this.#hasTracked(userId))) return;
    this.#digests = await this.#startDigests();
    const { GroupTracker } = await import('./group-tracker.ts');
    const tracker = new GroupTracker({
      configuration,
      timezone: chat.settings.timezone,
      store,
      lease,
      clock,
      historyBefore: (message) => this.#historyBefore(message),
      cut: (window) => {
        emit('period', { userId, ...window });
        this.#digests?.cut(window.groupId, window.end);
      },
      failed,
    });
    await tracker.start();
    this.#tracker = tracker;
  }

  /** Whether all that is said in a chat is kept. */
  tracks(chat: Chat): boolean {
    return this.#tracker?.tracks(chat) ?? false;
  }

  /** Keeps what was said in tracked groups. Resolves when it is durable. */
  async arrived(messages: readonly IncomingMessage[]): Promise<void> {
    await this.#tracker?.arrived(messages);
  }

  /** Keeps what the bot said, if it did so in a tracked group. Resolves when it is durable. */
  async said(message: NewMessage): Promise<void> {
    await this.#tracker?.said(message);
  }

  /** Digests wait while there is no connection; with the first one, groups that the account is not in are told. */
  setConnected(isConnected: boolean): void {
    this.#digests?.setConnected(isConnected);
    if (isConnected && !this.#areGroupsKnown) void this.#checkGroups();
  }

  /** Cuts nothing more; what is open stays open. */
  async stop(): Promise<void> {
    await this.#tracker?.stop();
    await this.#digests?.stop();
  }

  /** Never rejects. A platform that does not tell its groups now may do so with the next connection. */
  async #checkGroups(): Promise<void> {
    const { valid, listGroups, failed } = this.#context;
    const tracked = newGroups(null, valid.configuration.periodic_group_tracking);
    if (tracked.length === 0) return;
    this.#areGroupsKnown = true;
    try {
      for (const { path, message } of unknownGroups(tracked, await listGroups())) {
        failed(new Error(`${path}: ${message}`));
      }
    } catch {
      this.#areGroupsKnown = false;
    }
  }

  async #startDigests(): Promise<Digests | null> {
    const { valid, model, lease, delivery, failed } = this.#context;
    const groups = valid.configuration.periodic_group_tracking.filter(({ digest }) => digest?.enabled);
    if (groups.length === 0 || model === null || valid.llm === null) return null;
    const { Digests } = await import('./digests.ts');
    const { store, clock, random } = this.#surroundings;
    const { timezone } = valid.chat.settings;
    const maxRetries = valid.llm.settings.max_retries;
    const digests = new Digests({
      groups,
      timezone,
      model,
      maxRetries,
      store,
      lease,
      clock,
      random,
      delivery,
      failed,
    });
    await digests.start();
    return digests;
  }

  async #hasTracked(userId: string): Promise<boolean> {
    const groups = await this.#surroundings.store.tracking.groups(userId);
    return groups.some(({ isTracked }) => isTracked);
  }

  #historyBefore(message: IncomingMessage): Promise<readonly IncomingMessage[]> | null {
    const { valid, session } = this.#context;
    const { chat, source, sender, providerMessageId, originatingTime } = message;
    if (session.fetchHistory === undefined || originatingTime === null) return null;
    return session.fetchHistory(chat.identifier, {
      after: 0,
      before: { providerMessageId, source, senderId: sender.identifier, originatingTime },
      limit: valid.configuration.queue_config.max_messages,
    });
  }
}
