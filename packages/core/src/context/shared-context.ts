import type { Limits } from '../configuration/user-configuration.ts';
import type { Chat } from '../contracts/message.ts';
import type { Store, StoredMessage } from '../contracts/store.ts';
import { DAY_MS, sizeOf } from '../limits.ts';
import { conversationTimeOf } from '../stored-message.ts';
import type { Conversations } from './conversation.ts';
import { labelOf, type QuotedChat, quotable, sharedBlock } from './shared-block.ts';

/** At most this many other contacts are in the block. */
const MAX_CONTACTS = 8;
/** Contacts that are remembered: some may lose their place on the whitelist, and one is the chat itself. */
const REMEMBERED = 32;
/** Conversations looked at side by side when an earlier run's are taken up. */
const READ_AT_ONCE = 16;

/** What the shared context is made with. */
export interface SharedContextOptions {
  userId: string;
  store: Pick<Store, 'messages'>;
  limits: Limits;
  conversations: Conversations;
  /** The chat as it is known now. */
  chatOf(correspondentId: string): Chat;
  /** Whether a chat may be answered now. */
  mayReply(chat: Chat): boolean;
}

/** A contact and when it, or the persona to it, last said something. */
interface Recent {
  correspondentId: string;
  newestTime: number;
}

/** What was said in one of the other chats, with its place among all of them. */
interface Source {
  chat: Chat;
  messages: readonly StoredMessage[];
  /** Index behind the newest message that has not been taken. */
  left: number;
  taken: StoredMessage[];
}

/**
 * What a bot may know in one direct chat of its other ones, as one quoted block. Groups neither feed it nor see it.
 * It remembers who said something last, so that a block costs the same however many contacts there are.
 */
export class SharedContext {
  readonly #options: SharedContextOptions;
  /** Newest first. */
  #recent: readonly Recent[] = [];
  #restored: Promise<void> | null = null;
  /** Contacts of whom only the store knows when they spoke last. */
  readonly #unsure = new Set<string>();
  readonly #labels = new WeakMap<Chat, string>();
  readonly #quotable = new WeakMap<StoredMessage, { text: string; size: number }>();

  constructor(options: SharedContextOptions) {
    this.#options = options;
  }

  /** Something was said in a chat; those that may not feed the block are passed over. */
  joined(chat: Chat, messages: readonly StoredMessage[]): void {
    if (messages.length === 0 || !this.#feeds(chat)) return;
    this.#note({
      correspondentId: chat.identifier,
      newestTime: messages.reduce((newest, message) => Math.max(newest, conversationTimeOf(message)), 0),
    });
  }

  /** A conversation changed in another way than by growing. */
  forget(correspondentId: string): void {
    this.#unsure.add(correspondentId);
  }

  /** Conversations changed in another way than by growing. */
  forgetAll(): void {
    for (const { correspondentId } of this.#recent) this.#unsure.add(correspondentId);
  }

  /** The block for a chat, null when there is nothing to tell; of its messages the newest `share` (0 to 1). */
  async blockFor(chat: Chat, now: number, share: number): Promise<string | null> {
    if (chat.kind === 'group') return null;
    await this.#restore(now);
    if (this.#unsure.size > 0) await this.#lookUp([...this.#unsure], now);
    const sources = await Promise.all(this.#others(chat.identifier).map((other) => this.#sourceOf(other)));
    this.#take(sources, now, share);
    // The one that spoke last stands last, so that what is older stays the same bytes for longer.
    return sharedBlock(sources.map((source) => this.#quoted(source)).reverse());
  }

  /** The contacts that spoke last and may be answered now, without this one. Newest first. */
  #others(correspondentId: string): Chat[] {
    const others: Chat[] = [];
    for (const recent of this.#recent) {
      if (recent.correspondentId === correspondentId) continue;
      const chat = this.#options.chatOf(recent.correspondentId);
      // It was merged into another, and may be this one.
      if (chat.identifier !== recent.correspondentId) continue;
      if (this.#feeds(chat)) others.push(chat);
      if (others.length === MAX_CONTACTS) break;
    }
    return others;
  }

  async #sourceOf(chat: Chat): Promise<Source> {
    const messages = await this.#options.conversations.of(chat.identifier);
    return { chat, messages, left: messages.length, taken: [] };
  }

  /** Takes the newest messages of all sources together, as far as the limits go. */
  #take(sources: readonly Source[], now: number, share: number): void {
    const { max_messages, max_characters, max_days } = this.#options.limits;
    const since = now - max_days * DAY_MS;
    let characters = 0;
    for (let count = 0; count < Math.floor(max_messages * share); count++) {
      const source = withNewest(sources, since);
      const message = source?.messages[source.left - 1];
      if (source === null || message === undefined) return;
      characters += this.#quote(message).size;
      if (characters > max_characters * share) return;
      source.left -= 1;
      source.taken.unshift(message);
    }
  }

  #quoted({ chat, taken }: Source): QuotedChat {
    return {
      label: this.#label(chat),
      lines: taken.map((message) => ({
        isOwn: message.source !== 'user',
        text: this.#quote(message).text,
      })),
    };
  }

  /** Masking is dear, and the same message is quoted in many prompts. */
  #quote(message: StoredMessage): { text: string; size: number } {
    let quoted = this.#quotable.get(message);
    if (quoted === undefined) {
      const text = quotable(message.content, this.#options.limits.max_characters_single_message);
      quoted = { text, size: sizeOf(text) };
      this.#quotable.set(message, quoted);
    }
    return quoted;
  }

  #label(chat: Chat): string {
    let label = this.#labels.get(chat);
    if (label === undefined) {
      label = labelOf(chat);
      this.#labels.set(chat, label);
    }
    return label;
  }

  #feeds(chat: Chat): boolean {
    return chat.kind === 'direct' && this.#options.mayReply(chat);
  }

  #note(recent: Recent): void {
    const known = this.#recent.find(({ correspondentId }) => correspondentId === recent.correspondentId);
    if (known !== undefined && known.newestTime >= recent.newestTime) return;
    const others = this.#recent.filter((other) => other !== known);
    const position = others.findIndex((other) => isNewer(recent, other));
    this.#recent = others
      .toSpliced(position === -1 ? others.length : position, 0, recent)
      .slice(0, REMEMBERED);
  }

  /** Once: who spoke last in an earlier run of the bot. */
  #restore(now: number): Promise<void> {
    this.#restored ??= this.#lookUpAll(now).catch((error: unknown) => {
      this.#restored = null;
      throw error;
    });
    return this.#restored;
  }

  async #lookUpAll(now: number): Promise<void> {
    const { userId, store } = this.#options;
    const chats = await store.messages.chats(userId);
    await this.#lookUp(
      chats.map(({ identifier }) => identifier),
      now,
    );
  }

  /** Asks the store who of these contacts spoke when. */
  async #lookUp(correspondentIds: readonly string[], now: number): Promise<void> {
    for (let first = 0; first < correspondentIds.length; first += READ_AT_ONCE) {
      const some = correspondentIds.slice(first, first + READ_AT_ONCE);
      await Promise.all(some.map((correspondentId) => this.#lookUpOne(correspondentId, now)));
    }
  }

  async #lookUpOne(correspondentId: string, now: number): Promise<void> {
    const { userId, store, limits } = this.#options;
    this.#unsure.delete(correspondentId);
    const chat = this.#options.chatOf(correspondentId);
    if (!this.#feeds(chat)) return;
    const wanted = { limit: 1, since: now - limits.max_days * DAY_MS };
    try {
      this.joined(chat, await store.messages.conversation(userId, correspondentId, wanted));
    } catch (error) {
      this.#unsure.add(correspondentId);
      throw error;
    }
  }
}

/** The source whose next message is the newest of all, those before `since` left aside. */
function withNewest(sources: readonly Source[], since: number): Source | null {
  let newest: Source | null = null;
  let newestTime = since;
  for (const source of sources) {
    const message = source.messages[source.left - 1];
    if (message === undefined) continue;
    const time = conversationTimeOf(message);
    if (time < newestTime || (time === newestTime && newest !== null)) continue;
    newest = source;
    newestTime = time;
  }
  return newest;
}

/** At the same instant the id decides, so that every process finds the same order. */
function isNewer(one: Recent, other: Recent): boolean {
  if (one.newestTime !== other.newestTime) return one.newestTime > other.newestTime;
  return one.correspondentId < other.correspondentId;
}
