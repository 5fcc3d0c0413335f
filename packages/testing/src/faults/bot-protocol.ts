import type { CrashPoint } from './crash-point.ts';
import type { InterventionOrder } from './intervention.ts';

/**
 * A mistake that the bot is made to make, to see that the checks find it: `acknowledges_early` lets the platform forget
 * a message before it is recorded, `new_id_each_send` sends a repetition under another id, `forgets_clearing` takes
 * messages and turns away in memory only, `mixes_configurations` asks the model of the newest configuration with the
 * persona of the one that runs.
 */
export type Mistake = 'acknowledges_early' | 'new_id_each_send' | 'forgets_clearing' | 'mixes_configurations';

/** Which configuration a call to the model was made with, told by two settings that come to it by different ways. */
export interface CallVersion {
  /** Of the persona in the request. */
  persona: string;
  /** Of the model that was asked. */
  model: string;
}

/** How a bot under test is started. */
export interface FaultBotOptions {
  seed: number;
  /** The chats that it may answer. */
  chatIds: readonly string[];
  mistake?: Mistake;
  /** How far its clock is ahead of the machine's. */
  clockAheadMs?: number;
  /** Default: with a configuration of its own. */
  begins?: 'as_stored';
}

/** What the rig tells the bot: the platform's and the model's side. */
export type ToBot =
  | { kind: 'message'; delivery: number; chatId: string; messageId: string }
  | { kind: 'acknowledged'; frame: number }
  | { kind: 'answer'; call: number; text: string }
  | { kind: 'crash_at'; point: CrashPoint; passage: number }
  | { kind: 'intervene'; order: InterventionOrder }
  | { kind: 'stop' };

/** What the bot tells the rig. `delivery`, `frame` and `call` only pair a question with its answer. */
export type FromBot =
  | { kind: 'connected' }
  | { kind: 'accepted'; delivery: number }
  | { kind: 'send'; frame: number; chatId: string; messageId: string; text: string }
  | { kind: 'ask'; call: number; messageIds: readonly string[]; version: CallVersion }
  | { kind: 'crash'; point: CrashPoint; chatId: string; messageId?: string }
  | { kind: 'intervenes'; chatId: string }
  | { kind: 'intervened' }
  | { kind: 'failure'; message: string };
