import type { ValidConfiguration } from '../configuration/validate-configuration.ts';
import type { ChatSession } from '../contracts/chat-provider.ts';
import type { Chat, IncomingMessage } from '../contracts/message.ts';
import type { Lease, NewMessage } from '../contracts/store.ts';
import type { Surroundings } from '../surroundings.ts';
import type { GroupTracker } from './group-tracker.ts';

/** What the tracking of a bot works with. */
export interface TrackingContext {
  valid: Pick<ValidConfiguration, 'configuration' | 'chat'>;
  lease: Lease;
  session: ChatSession;
  /** Something could not be done now; it is tried again. */
  failed: (error: unknown) => void;
}

/** The tracking of a bot, which costs nothing where no group is tracked: what it needs is loaded for those that are. */
export class Tracking {
  readonly #context: TrackingContext;
  readonly #surroundings: Surroundings;
  /** Null while no group is tracked. */
  #tracker: GroupTracker | null = null;

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
    const { GroupTracker } = await import('./group-tracker.ts');
    const tracker = new GroupTracker({
      configuration,
      timezone: chat.settings.timezone,
      store,
      lease,
      clock,
      historyBefore: (message) => this.#historyBefore(message),
      cut: (window) => emit('period', { userId, ...window }),
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

  /** Cuts nothing more; what is open stays open. */
  async stop(): Promise<void> {
    await this.#tracker?.stop();
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
