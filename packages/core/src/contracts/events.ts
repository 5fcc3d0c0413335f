import type { BotError } from './bot.ts';
import type { ConnectionStatus } from './chat-provider.ts';
import type { Message } from './message.ts';
import type { ModelUsage } from './model-usage.ts';
import type { MessageState } from './store.ts';

/** Where the bot stands; the payload of `status` events. */
export interface StatusEvent {
  userId: string;
  status: ConnectionStatus;
  /** How much of the history the phone has told, 0 to 100; only while it is telling it. */
  historyPercent?: number;
  /** What is wrong now, if anything is. */
  lastError?: BotError;
}

/**
 * Where a turn stands: `thinking` (the model is asked), `decided` (there is an answer, which is sent now); and how it ended:
 * `answered` (every part has reached the platform), `failed` (a part could not be sent, and the rest was not), `silent` (there
 * is nothing to say), `skipped` (it was too late), `dropped` (somebody cleared, erased or unlinked), `parked` (given up).
 */
export type TurnStage =
  | 'thinking'
  | 'decided'
  | 'answered'
  | 'failed'
  | 'silent'
  | 'skipped'
  | 'dropped'
  | 'parked';

/** A step of a turn; the payload of `turn` events. */
export interface TurnEvent {
  userId: string;
  correspondentId: string;
  turnId: string;
  /** The queued messages that it is about. */
  messageIds: readonly number[];
  stage: TurnStage;
  /** In a word or a sentence why it ended without an answer; null otherwise. */
  reason: string | null;
  /** How many messages the answer has; 0 before it is decided. */
  parts: number;
  /** What the model cost; null before it has answered, and when it was not asked. */
  usage: ModelUsage | null;
  /** Since it was planned, milliseconds. */
  durationMs: number;
}

/** Events of an {@link Imposter}, each with one object. Listeners must not block; what they throw is logged. */
export interface ImposterEvents {
  /** The connection changed, or more of the history has been told over it. */
  status: (event: StatusEvent) => void;
  /** A QR is to be scanned; comes again whenever it is renewed. A credential: never log it. */
  qr: (event: { userId: string; qr: string; text: string }) => void;
  /** The owner may type this code on the phone instead of scanning. A credential: never log it. */
  pairingCode: (event: { userId: string; code: string }) => void;
  /**
   * A message was accepted, after it was stored. It is `waiting` for an answer; or `collected`, and `reason` says in a
   * word why it will not be answered by itself (`whitelist`, `push_name`, `offline`, `collection_only`, `loop_guard` …);
   * or `said` by the owner.
   */
  message: (event: {
    userId: string;
    correspondentId: string;
    message: Message;
    state: MessageState;
    reason: string | null;
  }) => void;
  /** The writer changed a message that was accepted before, after that was stored; it is given as it is now. */
  edit: (event: { userId: string; correspondentId: string; message: Message }) => void;
  /** The same for a message that was deleted for everyone: its text is gone. */
  deletion: (event: { userId: string; correspondentId: string; message: Message }) => void;
  /** A message left the queue because of a limit; `wasWaiting` when it had been meant for an answer. */
  eviction: (event: {
    userId: string;
    correspondentId: string;
    messageId: number;
    reason: EvictionReason;
    wasWaiting: boolean;
  }) => void;
  /**
   * The contact `from` turned out to be the contact `into`: what was pending, its conversation and its answers are those of
   * `into` now, with new ids behind it. Told when it is stored.
   */
  merge: (event: { userId: string; from: string; into: string }) => void;
  /** A contact was erased: what is remembered of it elsewhere should go too. */
  erasure: (event: { userId: string; correspondentId: string }) => void;
  /** A bot was deleted with its configuration and conversations. */
  removal: (event: { userId: string }) => void;
  /** A window of a tracked group is over, and its period is stored. Times are epoch milliseconds. */
  period: (event: { userId: string; groupId: string; start: number; end: number }) => void;
  /** A turn went on or ended, after that was stored. */
  turn: (event: TurnEvent) => void;
  /** The platform acknowledged a reply. */
  reply: (event: {
    userId: string;
    correspondentId: string;
    text: string;
    providerMessageId: string;
  }) => void;
  /** Something went wrong that a person should know; the material stays in the store. */
  failure: (event: { userId: string; correspondentId: string | null; error: Error }) => void;
}

/** Which limit pushed a message out of the queue. */
export type EvictionReason = 'age' | 'total_characters' | 'message_count';
