import type { Period } from '../contracts/tracking-store.ts';
import { type PartyJson, partyToJson } from '../message-json.ts';

/** A message of a period in JSON. Times are epoch milliseconds. */
export interface PeriodMessageJson {
  sender: PartyJson;
  message: string;
  accepted_time: number;
  originating_time: number | null;
  provider_message_id: string | null;
  /** Only on messages that arrived when the period had been cut already. */
  late?: true;
}

/** A period as the API shows it. Times are epoch milliseconds. */
export interface PeriodJson {
  _id: string;
  user_id: string;
  tracked_group_unique_identifier: string;
  periodStart: number;
  periodEnd: number;
  messageCount: number;
  createdAt: number;
  messages: PeriodMessageJson[];
  /** Only with a digest. */
  digest?: string;
}

/** The JSON form of a period of a bot. */
export function periodToJson(userId: string, period: Period): PeriodJson {
  return {
    _id: period.periodId,
    user_id: userId,
    tracked_group_unique_identifier: period.groupId,
    periodStart: period.start,
    periodEnd: period.end,
    messageCount: period.messages.length,
    createdAt: period.createdTime,
    messages: period.messages.map((message) => ({
      sender: partyToJson(message.sender),
      message: message.content,
      accepted_time: message.acceptedTime,
      originating_time: message.originatingTime,
      provider_message_id: message.providerMessageId,
      ...(message.isLate ? { late: true } : {}),
    })),
    ...(period.digest === null ? {} : { digest: period.digest }),
  };
}
