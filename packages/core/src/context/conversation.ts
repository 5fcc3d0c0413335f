import type { Message, Party } from '../contracts/message.ts';
import type { Store, StoredMessage } from '../contracts/store.ts';
import { truncate } from '../limits.ts';
import { isDeleted } from '../revised-message.ts';
import { conversationTimeOf } from '../stored-message.ts';

/** What the conversations of a bot are kept with. */
export interface ConversationsOptions {
  userId: string;
  store: Pick<Store, 'messages'>;
  /** The newest messages of a contact that are kept. */
  maxMessages: number;
  /** Longer texts are cut to this many code points. */
  maxCharacters: number;
  /** Contacts that are kept, those used last. @default 1,000 */
  maxContacts?: number;
}

/** The end of one conversation; `messages` is null while the read of it is under way. */
interface Tail {
  messages: readonly StoredMessage[] | null;
  promise: Promise<readonly StoredMessage[]>;
}

/**
 * The end of each contact's conversation: read from the store when it is first asked for, then kept up to date by
 * whoever changes the conversation. It has the order of the store, that of acceptance. Nothing leaves it by age.
 */
export class Conversations {
  readonly #options: Required<ConversationsOptions>;
  /** In the order of use, the last one used at the end. */
  readonly #tails = new Map<string, Tail>();

  constructor(options: ConversationsOptions) {
    this.#options = { maxContacts: 1_000, ...options };
  }

  /** The newest messages of a conversation, oldest first. A failure of the store is told and not remembered. */
  of(correspondentId: string): Promise<readonly StoredMessage[]> {
    const tail = this.#tails.get(correspondentId) ?? this.#read(correspondentId);
    this.#tails.delete(correspondentId);
    this.#tails.set(correspondentId, tail);
    if (this.#tails.size > this.#options.maxContacts) this.#dropOldest();
    return tail.promise;
  }

  /**
   * Messages joined a conversation, and that is stored: answered or skipped ones, the bot's parts, the owner's words.
   * Where they stand among synced history only the store knows, so history is read anew.
   */
  append(correspondentId: string, messages: readonly StoredMessage[]): void {
    const tail = this.#tails.get(correspondentId);
    if (tail === undefined) return;
    if (tail.messages === null || messages.some((message) => isPlacedByStore(message, tail.messages ?? []))) {
      // A read under way may have missed the messages or not: what it gives is not kept.
      this.forget(correspondentId);
      return;
    }
    let joined = tail.messages;
    for (const message of messages.slice(-this.#options.maxMessages))
      joined = withMessage(joined, this.#cut(message));
    tail.messages = joined.slice(-this.#options.maxMessages);
    tail.promise = Promise.resolve(tail.messages);
  }

  /** The next use of this conversation reads the store. */
  forget(correspondentId: string): void {
    this.#tails.delete(correspondentId);
  }

  /** The next use of each conversation reads the store. */
  forgetAll(): void {
    this.#tails.clear();
  }

  #read(correspondentId: string): Tail {
    const { store, userId, maxMessages: limit } = this.#options;
    const promise = store.messages
      .conversation(userId, correspondentId, { limit, since: 0 })
      .then((messages) => messages.filter(isShown).map((message) => this.#cut(message)));
    const tail: Tail = { messages: null, promise };
    promise.then(
      (messages) => {
        tail.messages = messages;
      },
      () => {
        if (this.#tails.get(correspondentId) === tail) this.#tails.delete(correspondentId);
      },
    );
    return tail;
  }

  /** A body may have 64 KB, of which a prompt shows a few words. */
  #cut(message: StoredMessage): StoredMessage {
    const content = truncate(message.content, this.#options.maxCharacters);
    return content === message.content ? message : { ...message, content };
  }

  #dropOldest(): void {
    for (const correspondentId of this.#tails.keys()) {
      this.#tails.delete(correspondentId);
      return;
    }
  }
}

/** The persona must not see its own words as deleted: it would begin to write such lines itself. */
function isShown(message: StoredMessage): boolean {
  return message.source === 'user' || !isDeleted(message);
}

/** Puts a message in its place; one that is there already, because the read came after the write, is not put twice. */
function withMessage(messages: readonly StoredMessage[], message: StoredMessage): readonly StoredMessage[] {
  if (messages.some((present) => isSame(present, message))) return messages;
  const isReplaced = (present: StoredMessage) => isHistoryOf(present, message);
  const others = messages.some(isReplaced) ? messages.filter((present) => !isReplaced(present)) : messages;
  let position = others.length;
  for (; position > 0; position--) if (!standsAfter(others[position - 1] as StoredMessage, message)) break;
  return others.toSpliced(position, 0, message);
}

/**
 * Whether only the store knows where a message stands: synced history, and a message whose id says one thing and whose
 * time another, because two chats were merged or a clock was set back.
 */
function isPlacedByStore(message: StoredMessage, messages: readonly StoredMessage[]): boolean {
  if (message.origin === 'history') return true;
  if (message.id === null) return false;
  const { id: ownId, acceptedTime: ownTime } = message;
  return messages.some(({ id, acceptedTime }) => id !== null && (id - ownId) * (acceptedTime - ownTime) < 0);
}

/** Ids count in the order of acceptance; without one there is the time. */
function standsAfter(present: StoredMessage, message: StoredMessage): boolean {
  if (present.id !== null && message.id !== null) return present.id > message.id;
  return conversationTimeOf(present) > conversationTimeOf(message);
}

function isSame(present: StoredMessage, message: StoredMessage): boolean {
  if (present.id !== null || message.id !== null) return present.id === message.id;
  return present.origin !== 'history' && hasSameKey(present, message);
}

/** Whether `present` is the history row of a message that came by another way too, and takes its place in the store. */
export function isHistoryOf(present: StoredMessage, message: Message): boolean {
  return present.origin === 'history' && hasSameKey(present, message);
}

function isSameSender(one: Party, { identifier, alternateIdentifiers }: Party): boolean {
  return one.identifier === identifier || alternateIdentifiers.includes(one.identifier);
}

function hasSameKey(one: Message, other: Message): boolean {
  return (
    one.providerMessageId !== null &&
    one.providerMessageId === other.providerMessageId &&
    (one.group === null || isSameSender(one.sender, other.sender))
  );
}
