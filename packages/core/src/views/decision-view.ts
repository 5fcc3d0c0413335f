import type { MessageState, StoredMessage } from '../contracts/store.ts';

/**
 * What has become of a message of a contact: `pending` (it waits for its answer), `answered`, `silent` (the bot decided to
 * say nothing), `owner` (the owner answered by hand), `collected` (it will not be answered by itself), `evicted` by a limit,
 * `cleared` by somebody, `skipped` (too late, or deleted by its writer), `parked` (given up).
 */
export type Verdict =
  | 'pending'
  | 'answered'
  | 'silent'
  | 'owner'
  | 'collected'
  | 'evicted'
  | 'cleared'
  | 'skipped'
  | 'parked';

/** A message of a contact, what has become of it and why. */
export interface DecisionView {
  correspondentId: string;
  verdict: Verdict;
  /** In a word; null where the verdict says all. */
  reason: string | null;
  message: StoredMessage;
}

const VERDICTS: Readonly<Record<MessageState, Verdict>> = {
  waiting: 'pending',
  collected: 'collected',
  answered: 'answered',
  evicted: 'evicted',
  cleared: 'cleared',
  skipped: 'skipped',
  parked: 'parked',
  // What was said before the bot came, and what lost its text, is in no page of incoming messages.
  said: 'collected',
  reduced: 'collected',
};

/** What has become of a message. */
export function decisionViewOf(message: StoredMessage): DecisionView {
  const { correspondentId, state, reason } = message;
  return { correspondentId, verdict: verdictOf(state, reason), reason, message };
}

/** The messages of a turn that says nothing leave the queue as answered, with the reason. */
function verdictOf(state: MessageState, reason: string | null): Verdict {
  if (state !== 'answered' || reason === null) return VERDICTS[state];
  return reason === 'owner' ? 'owner' : 'silent';
}
