import { createHash, createHmac } from 'node:crypto';

/** The id of a turn: the same messages of the same contact give the same id. */
export function turnIdOf(userId: string, correspondentId: string, messageIds: readonly number[]): string {
  return createHash('sha256')
    .update(JSON.stringify([userId, correspondentId, ...messageIds]))
    .digest('hex');
}

/**
 * What the message id of a part is made from: 32 hex characters, always the same for the same part, unguessable
 * without the bot's secret.
 */
export function partDigest(botSecret: string, turnId: string, index: number): string {
  return createHmac('sha256', botSecret).update(`${turnId}#${index}`).digest('hex').slice(0, 32);
}
