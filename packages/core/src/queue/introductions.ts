import type { Contacts, ToldChat } from '../contacts.ts';
import type { Clock } from '../contracts/clock.ts';
import type { Chat, Identity } from '../contracts/message.ts';
import type { Lease, Store } from '../contracts/store.ts';
import type { Eviction } from './correspondent-queue.ts';
import type { UserQueue } from './user-queue.ts';

/** What introductions work with. */
export interface IntroductionsContext {
  store: Store;
  lease: Lease;
  queue: UserQueue;
  clock: Clock;
  contacts: Contacts;
  /** Calls `merge` while nothing else is done for either contact, and takes over the turns of the first. */
  merging(from: string, into: string, merge: () => Promise<void>): Promise<void>;
  /** Two contacts are one, and that is stored. */
  merged(from: string, into: string): void;
  /** Stores what has left the queue and could not be stored so far. */
  settleLeft(): Promise<void>;
  /** What had to make room when two queues became one. */
  evicted(evictions: readonly Eviction[]): Promise<void>;
}

/** Takes up who is told to be who: stores it, and makes one contact of two. Belongs behind the one door for messages. */
export class Introductions {
  readonly #context: IntroductionsContext;

  constructor(context: IntroductionsContext) {
    this.#context = context;
  }

  /** What is told of a chat; resolves when that is durable and nothing of another chat of the same person is left. */
  async takeUp({ chat, merges, isNews }: ToldChat): Promise<void> {
    for (const from of merges) await this.#merge(from, chat);
    if (isNews) await this.#remember([chat]);
  }

  /** Names and ids that came without a message; whoever is unknown is passed over. */
  async contacts(identities: readonly Identity[]): Promise<void> {
    const { contacts } = this.#context;
    let news = new Map<string, Chat>();
    const write = async () => {
      const chats = [...news.values()];
      news = new Map();
      if (chats.length > 0) await this.#remember(chats);
    };
    for (const identity of identities) {
      const key = contacts.keyOf(identity.identifier);
      if (news.has(key)) await write();
      let told = contacts.toldOf(identity);
      if (told !== null && told.merges.length > 0) {
        await write();
        told = contacts.toldOf(identity);
        if (told !== null) await this.takeUp(told);
      } else if (told?.isNews) news.set(told.chat.identifier, told.chat);
    }
    await write();
  }

  async #remember(chats: readonly Chat[]): Promise<void> {
    const { store, lease, contacts } = this.#context;
    await store.messages.remember(lease, chats);
    for (const chat of chats) contacts.remember(chat);
  }

  async #merge(from: string, into: Chat): Promise<void> {
    const { store, lease, queue, clock, contacts } = this.#context;
    let evictions: readonly Eviction[] = [];
    await this.#context.merging(from, into.identifier, async () => {
      // It names the ids that there are before the merge.
      await this.#context.settleLeft();
      const messages = await store.messages.merge(lease, from, into);
      contacts.merged(from, into);
      evictions = queue.merge(from, into.identifier, { messages, now: clock.now() });
      this.#context.merged(from, into.identifier);
    });
    await this.#context.evicted(evictions);
  }
}
