import type { BsonDocument } from '../values/document.ts';

/**
 * Codes after which a driver may send a write again: the server did not do it, or cannot tell.
 * https://github.com/mongodb/specifications/blob/master/source/retryable-writes/retryable-writes.md
 */
const RETRYABLE_CODES = new Set<unknown>([
  6, 7, 89, 91, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436,
]);

/** An answer with the label that a server gives such errors, when the write can be retried at all. */
export function withErrorLabels(reply: BsonDocument, command: BsonDocument): BsonDocument {
  if (reply.ok !== 0 || command.txnNumber === undefined || !RETRYABLE_CODES.has(reply.code)) return reply;
  return { ...reply, errorLabels: ['RetryableWriteError'] };
}
