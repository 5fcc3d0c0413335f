import { hash } from 'node:crypto';
import type { Random } from '../contracts/random.ts';

const TURN_ID_BYTES = 16;

/**
 * The id of a turn that is begun: never given twice. One made from the messages would be, when the process dies after
 * they had left their turn and before that is stored: the next answer to them would have the message ids of the first,
 * and be shown to nobody.
 */
export function newTurnId(random: Random): string {
  return random.hex(TURN_ID_BYTES);
}

/** The id of the turn that delivers the digest of a period: one for each period. */
export function digestTurnIdOf(userId: string, groupId: string, periodEnd: number): string {
  return hash('sha256', JSON.stringify([userId, 'digest', groupId, periodEnd]));
}

/**
 * What the message id of a part is made from: 32 hex characters, always the same for the same part, unguessable
 * without the bot's secret. A keyed hash of short texts of fixed form, cut to half: an HMAC would give no more and cost
 * three times as much.
 */
export function partDigest(botSecret: string, turnId: string, index: number): string {
  return hash('sha256', `${botSecret}#${turnId}#${index}`).slice(0, 32);
}
