import { Binary, Long } from 'bson';
import { CommandError } from '../command-error.ts';
import type { BsonDocument } from '../values/document.ts';
import { isDocument } from '../values/document.ts';

/** How long a session is remembered without a sign of life: `logicalSessionTimeoutMinutes`. */
const SESSION_MS = 30 * 60_000;

/** The identity of a write that may be sent twice. */
export interface WriteIdentity {
  /** The session, in hexadecimal. */
  session: string;
  number: bigint;
}

/** A write and what was answered. */
export interface RememberedWrite extends WriteIdentity {
  reply: BsonDocument;
  at: Date;
}

/**
 * The last retryable write of each session, with its answer: when it comes again, it is answered and not done again.
 * https://www.mongodb.com/docs/manual/core/retryable-writes/
 */
export class RetryableWrites {
  readonly #last = new Map<string, RememberedWrite>();
  #sweptAt = 0;

  /**
   * The answer that was given to this write; null when it is new.
   * @throws CommandError when the session is further already
   */
  answerTo({ session, number }: WriteIdentity): BsonDocument | null {
    const last = this.#last.get(session);
    if (last === undefined || last.number < number) return null;
    if (last.number === number) return last.reply;
    throw new CommandError(
      'TransactionTooOld',
      `Retryable write with txnNumber ${number} is prohibited on session ${session} because a newer retryable write ` +
        `with txnNumber ${last.number} has already started on this session.`,
    );
  }

  remember(write: RememberedWrite): void {
    this.#last.set(write.session, write);
    this.#forget(write.at.getTime());
  }

  /** All that are remembered. */
  all(): RememberedWrite[] {
    return [...this.#last.values()];
  }

  #forget(now: number): void {
    if (now - this.#sweptAt < SESSION_MS) return;
    this.#sweptAt = now;
    for (const [session, { at }] of this.#last) {
      if (at.getTime() < now - SESSION_MS) this.#last.delete(session);
    }
  }
}

/** The identity that a command carries; null when it is not retryable. */
export function writeIdentity({ lsid, txnNumber }: BsonDocument): WriteIdentity | null {
  if (!isDocument(lsid) || !(lsid.id instanceof Binary) || !(txnNumber instanceof Long)) return null;
  return { session: lsid.id.toString('hex'), number: txnNumber.toBigInt() };
}
