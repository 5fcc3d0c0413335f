/**
 * A moment at which a process dies while WhatsApp delivers a message to it:
 *
 * - `C0` the message is decrypted / it is recorded
 * - `C1` it is recorded / what its decryption changed in the keys is committed
 * - `C2` that is committed / the receipt is sent, after which WhatsApp forgets the message
 */
export type ArrivalPoint = (typeof arrivalPoints)[number];

/** Every such moment. */
export const arrivalPoints = ['C0', 'C1', 'C2'] as const;

/**
 * A mistake that the bot is made to make, to see that it is found out: `receipts_early` takes a message for recorded
 * that is not, `forgets_decrypted` keeps nothing of what it decrypted.
 */
export type ArrivalMistake = 'receipts_early' | 'forgets_decrypted';

/** How a bot under test is started. */
export interface ArrivalBotOptions {
  databasePath: string;
  webSocketUrl: string;
  llmBaseUrl: string;
  /** What it is configured with when the store knows it not. */
  document: Record<string, unknown>;
  mistake?: ArrivalMistake;
}

/** What the bot is told. */
export type ToArrivalBot =
  /** Dies when the message with this text passes the point. */
  { kind: 'crash_at'; point: ArrivalPoint; text: string; lingerMs: number } | { kind: 'stop' };

/** What the bot tells. */
export type FromArrivalBot =
  | { kind: 'connected' }
  /** It has heard at which point it is to die. */
  | { kind: 'ordered' }
  | { kind: 'qr'; text: string }
  /** It begins to decrypt: `pkmsg` is a message of a new session, `msg` one of a session that both sides know. */
  | { kind: 'decrypting'; type: string }
  | { kind: 'crash'; point: ArrivalPoint }
  | { kind: 'failure'; message: string };
