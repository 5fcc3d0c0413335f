import type { ReplyCheck } from '../workload/reply-check.ts';
import { replyTo } from '../workload/workload.ts';
import type { Candidate } from './candidate.ts';

/** Answers without any work: what the driver itself costs. */
export function createNullDriver(check: ReplyCheck): Candidate {
  return {
    asksModel: false,
    async start() {},
    async receive({ id, contact, isAnswered }) {
      await Promise.resolve();
      if (isAnswered) check.replied(contact, replyTo(id));
    },
    async idle() {},
    async stop() {},
  };
}
