import type { Lease } from './lease.ts';
import type { Chat, Message, MessageOrigin, MessageReference } from './message.ts';
import type { ModelUsage, TurnUsage, UsagePeriod } from './model-usage.ts';
import type { ProcessStore } from './process-store.ts';
import type { RetentionStore } from './retention-store.ts';
import type { TrackingStore } from './tracking-store.ts';

export type { Lease };

/**
 * Where everything durable lives: small stores and one lifecycle.
 * Every operation is atomic on its own, and durable when its promise has resolved; none needs a transaction
 * over several calls. Writes of a bot's state take its {@link Lease} and are refused with an `ImposterError`
 * of code `fenced` when a newer lease exists or it was released. What fails because the store cannot be used now rejects
 * with code `store_unavailable`: the engine then tries again later, where it takes any other error for a defect. While
 * the store is not open, every call rejects with code `closed`. Texts are kept exactly, whatever characters they hold.
 */
export interface Store {
  readonly specVersion: 1;
  /** For logs and messages, e.g. `sqlite`. */
  readonly name: string;
  /**
   * Opens the store, creating what is missing.
   * @throws ImposterError `store_locked` when another process has it, `store_unavailable` when it cannot be used.
   */
  open(): Promise<void>;
  /** Closes it; everything that resolved before is kept. Closing twice is harmless. */
  close(): Promise<void>;
  readonly configurations: ConfigurationStore;
  readonly leases: LeaseStore;
  readonly messages: MessageStore;
  readonly turns: TurnStore;
  readonly tracking: TrackingStore;
  readonly retention: RetentionStore;
  /** Where processes that share this store find each other; null when one process has it for itself and leases do not expire. */
  readonly processes: ProcessStore | null;
  /** The secrets of one bot at one provider. Without a lease the view can only be read: its writes are `fenced`. */
  credentials(userId: string, providerName: string, lease?: Lease): CredentialStore;
}

/** A configuration as it is kept. */
export interface StoredConfiguration {
  userId: string;
  /** The UserConfiguration document, as it was saved. */
  document: Record<string, unknown>;
  /** The stored wish: whether this bot is to run after a restart. */
  running: boolean;
  /** Counts the saves, from 1. */
  revision: number;
}

/** The configurations. Ids are looked up without regard to case; no two differ by case alone. */
export interface ConfigurationStore {
  get(userId: string): Promise<StoredConfiguration | null>;
  /** All of them, ordered by `userId`. */
  list(): Promise<StoredConfiguration[]>;
  /**
   * Creates or replaces the document; the wish to run stays as it was (false at first), and so does the spelling of the id.
   * @param ifRevision Saves only when the stored configuration has this revision; null: only when there is none.
   * @throws ImposterError `revision_conflict` when that is not so; then nothing is changed.
   */
  save(
    userId: string,
    document: Record<string, unknown>,
    ifRevision?: number | null,
  ): Promise<StoredConfiguration>;
  /** Stores the wish to run; does nothing for an unknown id. */
  setRunning(userId: string, running: boolean): Promise<void>;
  /** Whether there was one to delete. */
  delete(userId: string): Promise<boolean>;
}

/** Secrets by key: text in, the same text out. */
export interface CredentialStore {
  /** The values of the keys that exist. */
  get(keys: readonly string[]): Promise<Map<string, string>>;
  /** Writes all entries or none; `null` deletes. */
  set(entries: ReadonlyMap<string, string | null>): Promise<void>;
  /** Deletes every key of this bot at this provider, and of no other. */
  clear(): Promise<void>;
}

/** Who runs which bot: at most one owner at a time. */
export interface LeaseStore {
  /** A new lease, or null while another owner holds one. The same owner may acquire again; its older lease is void. */
  acquire(userId: string, ownerId: string): Promise<Lease | null>;
  /** Extends the lease where leases expire. False when it is no longer valid: stop at once. */
  renew(lease: Lease): Promise<boolean>;
  /** Gives the lease back; a void one is ignored. */
  release(lease: Lease): Promise<void>;
}

/**
 * What has become of a message.
 * In the queue: `waiting` for an answer, or `collected` (will not be answered by itself).
 * Left the queue: `answered` (a turn or the owner dealt with it, by silence too), `evicted` by a limit, `cleared`
 * by the user, `skipped` without an answer, `parked` after failing too often.
 * Never in the queue: `said` by the bot or the owner, and everything of synced history.
 * Later all but queued ones can be `reduced`: the text is gone after a time, and they are in no view any more.
 */
export type MessageState =
  | 'waiting'
  | 'collected'
  | 'answered'
  | 'evicted'
  | 'cleared'
  | 'skipped'
  | 'parked'
  | 'said'
  | 'reduced';

/** A message to be recorded; the store gives it its id. */
export interface NewMessage extends Omit<Message, 'id' | 'group'> {
  chat: Chat;
  origin: MessageOrigin;
  state: Extract<MessageState, 'waiting' | 'collected' | 'said'>;
  /** Why the state is what it is, in a word; null when it needs no reason. */
  reason: string | null;
}

/** A message as it is kept. */
export interface StoredMessage extends Message {
  correspondentId: string;
  origin: MessageOrigin;
  state: MessageState;
  reason: string | null;
}

/** Messages that leave the queue, or stop waiting in it, outside of a turn. */
export interface Settlement {
  correspondentId: string;
  ids: readonly number[];
  state: Exclude<MessageState, 'waiting' | 'said' | 'reduced'>;
  reason: string | null;
}

/** What its writer did to a message after it was recorded. */
export interface Revision extends Pick<MessageReference, 'source' | 'providerMessageId'> {
  correspondentId: string;
  /** The ids of who wrote it, any of which it may have been recorded under. In a direct chat the source tells the same. */
  senderIds: readonly string[];
  /** The text from now on; null: it was deleted for everyone. */
  content: string | null;
}

/** Which messages a page of the history is to hold. */
export interface HistoryQuery {
  /** Those of one chat; without it, of all chats of the bot. */
  correspondentId?: string;
  /** Leaves out what the bot and the owner said, and everything of synced history. */
  incomingOnly: boolean;
  /** The `next` of the page before this one; null: the newest. */
  before: string | null;
  /** How many at most, from 1 to 10 000. */
  limit: number;
}

/** One page of the history. */
export interface HistoryPage {
  /** Newest first. */
  messages: StoredMessage[];
  /** Where the next page begins, for {@link HistoryQuery}; null when there is nothing older. */
  next: string | null;
}

/** Every message of every bot, and the views that the engine needs of them. */
export interface MessageStore {
  /**
   * Records messages in the given order, each on its own. The key is (bot, chat, sender in groups, provider
   * message id): what has been recorded before gives `null` and changes nothing, for as long as ids are kept.
   * Others get the next `id` of their chat (`said` ones: null). A message without a provider message id is never
   * known. One that is known only from synced history, and comes now by another way, takes the place of its history
   * row: the platform may sync a message before it delivers it. In a group a message is known, too, that was recorded
   * under one of the sender's `alternateIdentifiers`. They are looked up when it comes and not rewritten on a merge,
   * because most members of a group are no chats of the bot. Also remembers each chat of a new message as it was last
   * seen; a name that is not told this time stays.
   */
  accept(lease: Lease, messages: readonly NewMessage[]): Promise<(StoredMessage | null)[]>;
  /** Takes up how chats are called now, as {@link accept} does. Those that are not known are passed over. */
  remember(lease: Lease, chats: readonly Chat[]): Promise<void>;
  /**
   * Makes one chat of two that turned out to be one person or group: everything of the chat `from` belongs to `into`,
   * which is begun if need be, and `from` is no chat any more. Gives back what is queued of `into` now, by id. `into`
   * tells how the chat is called from now on, with `from` among its `alternateIdentifiers`.
   *
   * The ids of `from` are raised by the last id that `into` gave, so that its messages are appended in their order of
   * acceptance; the next new one gets an id behind all of them. In the conversation each message keeps its time and
   * stands by it. Who wrote a message stays as it was told. A message recorded in both chats is kept once: synced history
   * gives way; of two others stays the one in the conversation, else the one that left the queue, else that of `into`.
   *
   * A planned turn of `from` is over, because it names ids that are no more: its messages wait on. A decided one is a
   * turn of `into`, with its parts under their ids.
   *
   * Nothing is changed when there is no chat `from`, or when it is `into`.
   */
  merge(lease: Lease, from: string, into: Chat): Promise<StoredMessage[]>;
  /**
   * Changes what messages say, as their writers want: in a group only what one of the `senderIds` wrote, and everywhere
   * only what came from the side that the source names. Of a deleted message the text and what it quoted are gone, and
   * one that was queued is `skipped` for the reason `deleted`, in the same write. Gives back each message as it is now,
   * whatever its state; null for one that is unknown or `reduced`, and for one that had been deleted or said the same before.
   */
  revise(lease: Lease, revisions: readonly Revision[]): Promise<(StoredMessage | null)[]>;
  /** Changes the state of queued messages; ids that are no longer queued are passed over. */
  settle(lease: Lease, settlements: readonly Settlement[]): Promise<void>;
  /** What is queued, ordered by contact and id. */
  queue(userId: string): Promise<StoredMessage[]>;
  /**
   * The newest `limit` messages of the conversation (`answered`, `skipped` and `said`) accepted at or after `since`,
   * in the order of acceptance, whatever their times say. Messages of synced history come in any order and late: they
   * stand, and are limited, by their own time (`conversationTimeOf`).
   */
  conversation(
    userId: string,
    correspondentId: string,
    options: { limit: number; since: number },
  ): Promise<StoredMessage[]>;
  /**
   * One page of the messages that are kept, whatever became of them, but for `reduced` ones; newest first. They stand by
   * the time by which they stand in their conversation, those of one time in the order in which they were recorded. From
   * page to page none is skipped or repeated, also when others come, change or go meanwhile, or two chats become one.
   * @throws ImposterError `invalid_cursor` when `before` is no `next` of a page.
   */
  history(userId: string, query: HistoryQuery): Promise<HistoryPage>;
  /** Every chat that a message was accepted from, ordered by identifier; not those that were merged into another. */
  chats(userId: string): Promise<Chat[]>;
}

/** One message of an answer. */
export interface OutgoingPart {
  /** Chosen before the first send and never changed, so that a repetition is recognised. */
  messageId: string;
  text: string;
  /** `ready`: to be sent, or sent without an acknowledgement so far. */
  state: 'ready' | 'acked' | 'failed' | 'expired';
  /** Sends that failed. */
  attempts: number;
  lastError: string | null;
}

/** One answer on its way. */
export interface Turn {
  turnId: string;
  correspondentId: string;
  /** The queued messages that it answers. */
  messageIds: readonly number[];
  /** `planned`: the model is to be asked. `decided`: the parts are to be sent. */
  state: 'planned' | 'decided' | 'done' | 'dead';
  /** How often it was begun, this time included. */
  attempts: number;
  plannedTime: number;
  parts: readonly OutgoingPart[];
  /** Why it is dead, or decided on silence; null otherwise. */
  reason: string | null;
  /** Null while no model was asked, or nobody knows. */
  usage: ModelUsage | null;
}

/** What a turn decided. No parts: silence. */
export interface Decision {
  turnId: string;
  correspondentId: string;
  messageIds: readonly number[];
  parts: readonly OutgoingPart[];
  reason: string | null;
  /** Null leaves what the turn has. */
  usage: ModelUsage | null;
}

/** How one part fared. */
export interface PartUpdate {
  turnId: string;
  /** Index in `parts`. */
  index: number;
  part: OutgoingPart;
  /** The reply, to be recorded in the conversation by the same write; only with `acked`. */
  said?: NewMessage;
  /** Whether the turn is over with this part. */
  isLast: boolean;
}

/** The turns of every bot. */
export interface TurnStore {
  /**
   * Stores turns that are planned, or decided without a message that they answer; an open one of the same id is replaced.
   * A turn that is over is never planned again.
   */
  plan(lease: Lease, turns: readonly Turn[]): Promise<void>;
  /**
   * Stores each decision in one write: the turn is `decided` (or `done` without parts) and its messages leave the
   * queue as `answered`, with the decision's reason. What it cost is kept also without parts.
   */
  decide(lease: Lease, decisions: readonly Decision[]): Promise<void>;
  /**
   * Stores how parts fared; with `isLast` the turn is `done`. Turns that are unknown or over, and parts that are
   * unknown, are passed over; `said` is recorded all the same.
   */
  advance(lease: Lease, updates: readonly PartUpdate[]): Promise<void>;
  /** Gives a turn up: it is `dead` and its messages are `parked`. */
  park(lease: Lease, turnId: string, reason: string): Promise<void>;
  /** The turns that are planned or decided, oldest first. */
  open(userId: string): Promise<Turn[]>;
  /** The text sent under a message id, for the platform's requests to send it again; null when unknown, or no longer kept. */
  sentText(userId: string, messageId: string): Promise<string | null>;
  /**
   * What the model cost the turns that were planned in this time, open or over, in any order; of those that are kept, and
   * only where it is known. It is read in portions, so that what is decided meanwhile may be told or not.
   */
  usage(userId: string, period: UsagePeriod): AsyncIterable<TurnUsage>;
}
