import type { Chat } from '../contracts/message.ts';
import type { RetentionLimits } from '../contracts/retention-store.ts';
import type {
  HistoryPage,
  HistoryQuery,
  NewMessage,
  Revision,
  Settlement,
  StoredMessage,
} from '../contracts/store.ts';
import { cutPage, isIncoming, newestFirst, pageSizeOf, placeBefore } from '../history-place.ts';
import { byCodePoint } from './by-code-point.ts';
import { ChatLedger, copyMessage } from './chat-ledger.ts';

/** Every message of every bot, by bot and chat; knows nothing of leases. */
export class MessageLedger {
  readonly #byBot = new Map<string, Map<string, ChatLedger>>();
  #lastSequence = 0;

  /** Records a message and returns it as it is kept, not to be given out; null when it was recorded before. */
  record(userId: string, message: NewMessage): StoredMessage | null {
    return this.#chatOf(userId, message.chat).record(message);
  }

  /** Takes up how a chat is called now, unless it is unknown. */
  remember(userId: string, chat: Chat): void {
    this.#byBot.get(userId)?.get(chat.identifier)?.remember(chat);
  }

  /** Makes one chat of two. By how much the ids of `from` were raised; null when there is nothing to merge. */
  merge(userId: string, from: string, into: Chat): number | null {
    const ledgers = this.#byBot.get(userId);
    const merged = ledgers?.get(from);
    if (!ledgers || !merged || from === into.identifier) return null;
    const ledger = this.#chatOf(userId, into);
    const raise = ledger.absorb(merged);
    ledger.remember(into);
    ledgers.delete(from);
    return raise;
  }

  /** Changes the state of the messages that are still queued. */
  settle(userId: string, settlement: Settlement): void {
    this.#byBot.get(userId)?.get(settlement.correspondentId)?.settle(settlement);
  }

  /** Changes what a message says; null when that concerns none, or changes nothing. */
  revise(userId: string, revision: Revision): StoredMessage | null {
    return this.#byBot.get(userId)?.get(revision.correspondentId)?.revise(revision) ?? null;
  }

  /** Takes away what is old, at most so many messages; how many they were. */
  reduce(limits: RetentionLimits, count: number): number {
    let reduced = 0;
    for (const ledgers of this.#byBot.values())
      for (const ledger of ledgers.values()) reduced += ledger.reduce(limits, count - reduced);
    return reduced;
  }

  /** Takes away a contact, and what it wrote in groups; how much that was. */
  erase(userId: string, { kind, identifier }: Chat, ids: ReadonlySet<string>): number {
    const ledgers = this.#byBot.get(userId) ?? new Map<string, ChatLedger>();
    let erased = Number(ledgers.delete(identifier));
    if (kind === 'group') return erased;
    for (const ledger of ledgers.values())
      if (ledger.chat.kind === 'group') erased += ledger.eraseSender(ids);
    return erased;
  }

  /** Takes away all chats of a bot; how many they were. */
  eraseBot(userId: string): number {
    const erased = this.#byBot.get(userId)?.size ?? 0;
    this.#byBot.delete(userId);
    return erased;
  }

  /** What is queued, by contact and id. */
  queue(userId: string): StoredMessage[] {
    return this.#inOrder(userId).flatMap((chat) => chat.queue());
  }

  /** What is queued of one contact, by id. */
  queueOf(userId: string, correspondentId: string): StoredMessage[] {
    return this.#byBot.get(userId)?.get(correspondentId)?.queue() ?? [];
  }

  /** The newest messages of a conversation, oldest first. */
  conversation(userId: string, correspondentId: string, limit: number, since: number): StoredMessage[] {
    return this.#byBot.get(userId)?.get(correspondentId)?.conversation(limit, since) ?? [];
  }

  /** One page of what is kept of a bot, newest first. */
  history(userId: string, query: HistoryQuery): HistoryPage {
    const before = placeBefore(query);
    const size = pageSizeOf(query);
    const { correspondentId, incomingOnly } = query;
    const ledgers = this.#byBot.get(userId);
    const one = correspondentId === undefined ? undefined : ledgers?.get(correspondentId);
    const chats = correspondentId === undefined ? [...(ledgers?.values() ?? [])] : one ? [one] : [];
    const found = chats
      .flatMap((ledger) => ledger.history())
      .filter((entry) => newestFirst(before, entry) < 0)
      .filter(({ message }) => !incomingOnly || isIncoming(message))
      .sort(newestFirst);
    const { page, next } = cutPage(found, size);
    return { messages: page.map(({ message }) => copyMessage(message)), next };
  }

  /** Every chat, by identifier. */
  chats(userId: string): Chat[] {
    return this.#inOrder(userId).map((ledger) => ledger.chat);
  }

  readonly #nextSequence = (): number => {
    this.#lastSequence += 1;
    return this.#lastSequence;
  };

  #inOrder(userId: string): ChatLedger[] {
    return [...(this.#byBot.get(userId) ?? [])]
      .sort(([left], [right]) => byCodePoint(left, right))
      .map(([, ledger]) => ledger);
  }

  #chatOf(userId: string, chat: Chat): ChatLedger {
    const known = this.#byBot.get(userId)?.get(chat.identifier);
    if (known !== undefined) return known;
    const ledger = new ChatLedger(chat, this.#nextSequence);
    const ledgers = this.#byBot.get(userId) ?? new Map<string, ChatLedger>();
    this.#byBot.set(userId, ledgers.set(chat.identifier, ledger));
    return ledger;
  }
}
