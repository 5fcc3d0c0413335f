import type { ModelUsage } from '../contracts/model-usage.ts';
import type { Turn } from '../contracts/store.ts';
import { newPart } from './decision.ts';

/** What is to be said without a message that it answers. */
export interface Announcement {
  turnId: string;
  correspondentId: string;
  text: string;
  /** What it cost to have it written; null when nothing is known of it. */
  usage: ModelUsage | null;
}

/** The turn that says it in one part: there is nothing to decide. */
export function turnOf(
  { turnId, correspondentId, text, usage }: Announcement,
  { messageId, plannedTime }: { messageId: string; plannedTime: number },
): Turn {
  return {
    turnId,
    correspondentId,
    messageIds: [],
    state: 'decided',
    attempts: 1,
    plannedTime,
    parts: [newPart(messageId, text)],
    reason: null,
    usage,
  };
}
