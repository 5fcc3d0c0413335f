import { hash } from 'node:crypto';

/** The id of a turn: the same messages of the same contact give the same id. */
export function turnIdOf(userId: string, correspondentId: string, messageIds: readonly number[]): string {
  return hash('sha256', JSON.stringify([userId, correspondentId, ...messageIds]));
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
