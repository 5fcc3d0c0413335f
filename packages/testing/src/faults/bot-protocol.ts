import type { CrashPoint } from './crash-point.ts';

/**
 * A mistake that the bot is made to make, to see that the checks find it: `acknowledges_early` lets the platform forget
 * a message before it is recorded, `new_id_each_send` sends a repetition under another id.
 */
export type Mistake = 'acknowledges_early' | 'new_id_each_send';

/** How a bot under test is started. */
export interface FaultBotOptions {
  seed: number;
  /** The chats that it may answer. */
  chatIds: readonly string[];
  mistake?: Mistake;
  /** How far its clock is ahead of the machine's. */
  clockAheadMs?: number;
}

/** What the rig tells the bot: the platform's and the model's side. */
export type ToBot =
  | { kind: 'message'; delivery: number; chatId: string; messageId: string }
  | { kind: 'acknowledged'; frame: number }
  | { kind: 'answer'; call: number; text: string }
  | { kind: 'crash_at'; point: CrashPoint; passage: number }
  | { kind: 'stop' };

/** What the bot tells the rig. `delivery`, `frame` and `call` only pair a question with its answer. */
export type FromBot =
  | { kind: 'connected' }
  | { kind: 'accepted'; delivery: number }
  | { kind: 'send'; frame: number; chatId: string; messageId: string; text: string }
  | { kind: 'ask'; call: number; messageIds: readonly string[] }
  | { kind: 'crash'; point: CrashPoint; chatId: string }
  | { kind: 'failure'; message: string };
