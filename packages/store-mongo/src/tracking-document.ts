import type { PartyJson, Period, PeriodMessage, PeriodMessageJson, TrackedGroup } from '@chat-imposter/core';
import type { ObjectId } from 'mongodb';
import { partyFromJson } from './message-document.ts';

/** A group as it is kept, whether it is tracked or only its periods are left. */
export interface GroupDocument {
  _id: ObjectId;
  user_id: string;
  group_id: string;
  display_name: string;
  alternate_identifiers: string[];
  crontab_triggering_expression: string;
  /** Absent: true. */
  is_tracked?: boolean;
}

/** Where the open window of a group begins. */
export interface StateDocument {
  _id: ObjectId;
  user_id: string;
  group_id: string;
  /** Epoch milliseconds: when the window before it ended. */
  last_run_ts: number;
}

/** The bounds of a period, epoch milliseconds. */
export interface PeriodDocument {
  _id: ObjectId;
  user_id: string;
  tracked_group_unique_identifier: string;
  periodStart: number;
  periodEnd: number;
  createdAt: number;
  digest?: string | null;
  /** Only in periods that others wrote; ours are read from `tracked_messages`. */
  messages?: PeriodMessageJson[];
}

/** A message of a tracked group. */
export interface TrackedDocument {
  _id: ObjectId;
  user_id: string;
  group_id: string;
  /** Where it stands. */
  place: number;
  /** Its own time; orders those that stand in one place. */
  time: number;
  /** Tells apart those of the same place and time, in the order of recording. */
  sequence: number;
  sender: PartyJson;
  message: string;
  accepted_time: number;
  originating_time: number | null;
  provider_message_id: string | null;
  late: boolean;
}

/** The fields that tell how a group is shown, and when its windows end. */
export function toGroupFields({ group, schedule }: TrackedGroup) {
  return {
    group_id: group.identifier,
    display_name: group.displayName,
    alternate_identifiers: [...group.alternateIdentifiers],
    crontab_triggering_expression: schedule,
  };
}

/** A group from its document. */
export function groupFromDocument(document: GroupDocument): TrackedGroup {
  const { group_id: identifier, display_name: displayName } = document;
  return {
    group: {
      identifier,
      displayName: displayName ?? identifier,
      alternateIdentifiers: document.alternate_identifiers ?? [],
    },
    schedule: document.crontab_triggering_expression,
  };
}

/** A period from the document of its bounds. */
export function periodFromDocument(document: PeriodDocument, messages: readonly PeriodMessage[]): Period {
  return {
    periodId: String(document._id),
    groupId: document.tracked_group_unique_identifier,
    start: document.periodStart,
    end: document.periodEnd,
    createdTime: document.createdAt,
    messages,
    digest: document.digest ?? null,
  };
}

/** A message of a period from the JSON form that it has in both places. */
export function periodMessageFromJson(
  document: Omit<PeriodMessageJson, 'late'> & { late?: boolean },
): PeriodMessage {
  return {
    sender: partyFromJson(document.sender),
    content: document.message,
    acceptedTime: document.accepted_time,
    originatingTime: document.originating_time ?? null,
    providerMessageId: document.provider_message_id ?? null,
    isLate: document.late ?? false,
  };
}
