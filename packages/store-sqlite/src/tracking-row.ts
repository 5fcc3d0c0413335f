import type { GroupTracking, Party, PeriodMessage, TrackedGroup } from '@chat-imposter/core';

/** The columns of a group that tell how it is shown, and when its windows end. */
export type TrackedGroupColumns = [displayName: string, alternateIdentifiers: string, schedule: string];

/** What is shown of a group. */
export type GroupTrackingRow = [
  groupId: string,
  ...TrackedGroupColumns,
  isTracked: number,
  windowStart: number,
];

/** The columns of a message. */
export type TrackedMessageRow = [
  senderId: string,
  senderName: string,
  senderAlternateIds: string,
  content: string,
  acceptedTime: number,
  originatingTime: number | null,
  providerMessageId: string | null,
  isLate: number,
];

/** The columns of a group. */
export function toGroupColumns({ group, schedule }: TrackedGroup): TrackedGroupColumns {
  return [group.displayName, JSON.stringify(group.alternateIdentifiers), schedule];
}

/** A group from its columns. */
export function groupFromRow([
  identifier,
  displayName,
  alternateIdentifiers,
  schedule,
  isTracked,
  windowStart,
]: GroupTrackingRow): GroupTracking {
  const group = { identifier, displayName, alternateIdentifiers: idsFromJson(alternateIdentifiers) };
  return { group, schedule, isTracked: isTracked === 1, windowStart };
}

/** The columns of a message. */
export function toTrackedRow(message: PeriodMessage): TrackedMessageRow {
  const { sender } = message;
  return [
    sender.identifier,
    sender.displayName,
    JSON.stringify(sender.alternateIdentifiers),
    message.content,
    message.acceptedTime,
    message.originatingTime,
    message.providerMessageId,
    Number(message.isLate),
  ];
}

/** A message from its columns. */
export function trackedFromRow([
  senderId,
  senderName,
  senderAlternateIds,
  content,
  acceptedTime,
  originatingTime,
  providerMessageId,
  isLate,
]: TrackedMessageRow): PeriodMessage {
  return {
    sender: senderFromColumns(senderId, senderName, senderAlternateIds),
    content,
    acceptedTime,
    originatingTime,
    providerMessageId,
    isLate: isLate === 1,
  };
}

/** A sender from its columns. */
export function senderFromColumns(identifier: string, displayName: string, alternateIds: string): Party {
  return { identifier, displayName, alternateIdentifiers: idsFromJson(alternateIds) };
}

function idsFromJson(json: string): string[] {
  return JSON.parse(json) as string[];
}
