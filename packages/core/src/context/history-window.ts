import type { Limits } from '../configuration/user-configuration.ts';
import type { Message } from '../contracts/message.ts';
import { firstAllowed, type Measured } from '../limits.ts';

/** Prompt caches of providers begin at about 1,024 tokens; a token is about four characters. */
const CACHED_CHARACTERS = 4_096;

/** A message with what it counts for the limits. */
export interface Windowed extends Measured {
  message: Message;
  /** As it stands in the prompt. */
  content: string;
}

/**
 * The index of the first message (oldest first) that a prompt shows; those from `pendingFrom` on wait for an answer and
 * are only dropped by a limit.
 *
 * In a window long enough for prompt caches the start does not move with each message: of all starts that keep at least
 * half of what the limits allow, it is the message with the greatest hash. That one stays the greatest for many
 * messages, and any process finds it without having to remember it. The limits are never exceeded.
 */
export function windowStart(
  messages: readonly Windowed[],
  limits: Limits,
  now: number,
  pendingFrom: number,
): number {
  const earliest = firstAllowed(messages, limits, now);
  // Nothing had to go: the conversation is still short.
  if (earliest === 0 || !canBeLong(limits)) return earliest;
  return greatestHash(messages, earliest, Math.min(latestStart(messages, earliest), pendingFrom));
}

function canBeLong({ max_characters, max_messages, max_characters_single_message }: Limits): boolean {
  return Math.min(max_characters, max_messages * max_characters_single_message) > CACHED_CHARACTERS;
}

/** The last start that keeps half of the messages and half of the text of those from `earliest` on. */
function latestStart(messages: readonly Windowed[], earliest: number): number {
  let spare = 0;
  for (let index = earliest; index < messages.length; index++) spare += lengthAt(messages, index) / 2;
  let start = earliest;
  const last = earliest + Math.floor((messages.length - earliest) / 2);
  for (; start < last; start++) {
    spare -= lengthAt(messages, start);
    if (spare < 0) break;
  }
  return start;
}

function lengthAt(messages: readonly Windowed[], index: number): number {
  return messages[index]?.content.length ?? 0;
}

function greatestHash(messages: readonly Windowed[], from: number, to: number): number {
  let start = from;
  let greatest = -1;
  for (let index = from; index <= to; index++) {
    const hash = hashOf((messages[index] as Windowed).message);
    if (hash <= greatest) continue;
    greatest = hash;
    start = index;
  }
  return start;
}

/** FNV-1a over what never changes of a message, and the final mix of MurmurHash3, which spreads the last characters. */
function hashOf({ acceptedTime, providerMessageId }: Message): number {
  let hash = 0x811c9dc5;
  const text = `${acceptedTime}:${providerMessageId}`;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
