import type { EvictionReason } from '../contracts/events.ts';
import type { Message, Party } from '../contracts/message.ts';
import type { Totals } from '../limits.ts';

/** Which bot and contact a line is about. */
export interface LogSubject {
  providerName: string;
  userId: string;
  correspondentId: string;
}

/** An eviction as it is logged; `before` is what the queue held, `limits` what it may hold. */
export interface LoggedEviction {
  messageId: number;
  acceptedTime: number;
  size: number;
  reason: EvictionReason;
  before: Totals;
  newMessageSize: number;
  limits: { max_messages: number; max_characters: number; max_days: number };
}

/** The line of a message in the file of its contact. */
export function contactLine(message: Message): string {
  return `${stamp(message.acceptedTime)}${timeTags(message)}${messageTags(message)}::: ${escaped(message.content)}\n`;
}

/** The line of a message in the file of all bots. */
export function firehoseLine(
  message: Message,
  { providerName, userId, correspondentId }: LogSubject,
): string {
  const about =
    tag('provider_name', escaped(providerName)) +
    tag('user_id', escaped(userId)) +
    tag('correspondent_id', escaped(correspondentId));
  return `${stamp(message.acceptedTime)}${timeTags(message)}${about}${messageTags(message)}::: ${escaped(message.content)}\n`;
}

/** The line of an eviction in the file of its contact. */
export function evictionLine(eviction: LoggedEviction, now: number): string {
  const { limits, before } = eviction;
  return [
    stamp(now),
    tag('retention_event_time', now),
    tag('event_type', 'EVICT'),
    tag('reason', eviction.reason),
    tag('evicted_message_id', eviction.messageId),
    tag('evicted_message_accepted_time', eviction.acceptedTime),
    tag('evicted_message_size', eviction.size),
    tag('queue_max_messages', limits.max_messages),
    tag('queue_max_chars', limits.max_characters),
    tag('queue_max_days', limits.max_days),
    tag('current_messages', before.count),
    tag('current_chars', before.characters),
    tag('new_message_size', eviction.newMessageSize),
    '\n',
  ].join('');
}

/** The line of a merge in the file of the contact that goes on. */
export function mergeLine(from: string, now: number): string {
  const tags = tag('retention_event_time', now) + tag('event_type', 'MERGE') + tag('from', escaped(from));
  return `${stamp(now)}${tags}\n`;
}

/** The line of an edit in the file of its contact. */
export function editLine({ id, sender, content }: Message, now: number): string {
  const sendingUser = tag('sending_user', nameAndId(sender));
  return `${revisionTags('EDIT', id, now)}${sendingUser}::: ${escaped(content)}\n`;
}

/** The line of a deletion in the file of its contact; it ends after its last tag. */
export function deletionLine({ id }: Message, now: number): string {
  return `${revisionTags('DELETE', id, now)}\n`;
}

/**
 * Whether a line is of a contact, or was written by it, by any of its ids. The lines of all bots name theirs. A text holds
 * no tag, because its brackets are escaped.
 */
export function isLineOf(
  line: string,
  { userId, ids, isOfAll }: { userId: string; ids: readonly string[]; isOfAll: boolean },
): boolean {
  if (isOfAll && !line.includes(tag('user_id', escaped(userId)))) return false;
  return ids.some(
    (id) => line.includes(tag('correspondent_id', escaped(id))) || line.includes(` (${escaped(id)})]`),
  );
}

/** How long the time is that each line begins with. */
export const STAMP_LENGTH = '[2026-11-22 12:00:00]'.length;

/** Whether a line, of which the beginning is enough, was written before a time, to the second. */
export function isLineBefore(line: string, time: number): boolean {
  return line.slice(0, STAMP_LENGTH) < stamp(time);
}

function revisionTags(type: 'EDIT' | 'DELETE', id: number | null, now: number): string {
  return `${stamp(now)}${tag('retention_event_time', now)}${tag('event_type', type)}${tag('message_id', id ?? '')}`;
}

function timeTags({ originatingTime, acceptedTime }: Message): string {
  return tag('originating_time', originatingTime ?? '') + tag('accepted_time', acceptedTime);
}

function messageTags({ id, sender, group }: Message): string {
  const inGroup = group === null ? '' : tag('group', nameAndId(group));
  return tag('message_id', id ?? '') + tag('sending_user', nameAndId(sender)) + inGroup;
}

/** A value that is a text must be escaped already. */
function tag(name: string, value: string | number): string {
  return `::[${name}=${value}]`;
}

function nameAndId(party: Party): string {
  return `${escaped(party.displayName)} (${escaped(party.identifier)})`;
}

let stampedSecond = Number.NaN;
let lastStamp = '';

/** The time in UTC, to the second. The last one is kept: it is asked for at least twice a message and costs most of a line. */
function stamp(time: number): string {
  const second = Math.floor(time / 1_000);
  if (second !== stampedSecond) {
    lastStamp = `[${new Date(time).toISOString().slice(0, 19).replace('T', ' ')}]`;
    stampedSecond = second;
  }
  return lastStamp;
}

/** One event is one line, and nobody can write a tag: line breaks, brackets, controls and direction marks are escaped. */
function escaped(text: string): string {
  return text.replace(HARMFUL, escapeCharacter);
}

/** Halves of a pair (Cs) have no form in UTF-8 and would be lost in the file. */
const HARMFUL = /[\\[\]\p{Cc}\p{Cs}\u061c\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

function escapeCharacter(character: string): string {
  switch (character) {
    case '\\':
      return '\\\\';
    case '\n':
      return '\\n';
    case '\r':
      return '\\r';
    case '\t':
      return '\\t';
    case '[':
      return '\\[';
    case ']':
      return '\\]';
    default:
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  }
}
