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
  return line(message.acceptedTime, messageTags(message, []), message.content);
}

/** The line of a message in the file of all bots. */
export function firehoseLine(message: Message, subject: LogSubject): string {
  const about: Tag[] = [
    ['provider_name', subject.providerName],
    ['user_id', subject.userId],
    ['correspondent_id', subject.correspondentId],
  ];
  return line(message.acceptedTime, messageTags(message, about), message.content);
}

/** The line of an eviction in the file of its contact. */
export function evictionLine(eviction: LoggedEviction, now: number): string {
  return line(now, [
    ['retention_event_time', now],
    ['event_type', 'EVICT'],
    ['reason', eviction.reason],
    ['evicted_message_id', eviction.messageId],
    ['evicted_message_accepted_time', eviction.acceptedTime],
    ['evicted_message_size', eviction.size],
    ['queue_max_messages', eviction.limits.max_messages],
    ['queue_max_chars', eviction.limits.max_characters],
    ['queue_max_days', eviction.limits.max_days],
    ['current_messages', eviction.before.count],
    ['current_chars', eviction.before.characters],
    ['new_message_size', eviction.newMessageSize],
  ]);
}

type Tag = [name: string, value: string | number | null];

function messageTags(message: Message, about: readonly Tag[]): Tag[] {
  return [
    ['originating_time', message.originatingTime],
    ['accepted_time', message.acceptedTime],
    ...about,
    ['message_id', message.id],
    ['sending_user', nameAndId(message.sender)],
    ...(message.group === null ? [] : ([['group', nameAndId(message.group)]] as Tag[])),
  ];
}

function line(time: number, tags: readonly Tag[], text?: string): string {
  const stamp = new Date(time).toISOString().slice(0, 19).replace('T', ' ');
  const head = [
    `[${stamp}]`,
    ...tags.map(([name, value]) => `[${name}=${escaped(String(value ?? ''))}]`),
  ].join('::');
  return text === undefined ? `${head}\n` : `${head}::: ${escaped(text)}\n`;
}

function nameAndId(party: Party): string {
  return `${party.displayName} (${party.identifier})`;
}

/** One event is one line, and nobody can write a tag: line breaks, brackets, controls and direction marks are escaped. */
function escaped(text: string): string {
  return text.replace(/[\\[\]\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, escapeCharacter);
}

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
