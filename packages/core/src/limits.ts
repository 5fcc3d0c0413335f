import type { Limits } from './configuration/user-configuration.ts';
import type { EvictionReason } from './contracts/events.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** What a list of messages amounts to. `characters` are Unicode code points. */
export interface Totals {
  count: number;
  characters: number;
}

/** What {@link enforceLimits} needs to know of a message. */
export interface Measured {
  acceptedTime: number;
  /** In Unicode code points. */
  size: number;
}

/**
 * Why the oldest of some messages must go, or null when all may stay.
 * `held` is what there is now, `incoming` what is about to be added.
 */
export function evictionReason(
  oldest: Measured,
  held: Totals,
  incoming: Totals,
  limits: Limits,
  now: number,
): EvictionReason | null {
  if (oldest.acceptedTime < now - limits.max_days * DAY_MS) return 'age';
  if (held.characters + incoming.characters > limits.max_characters) return 'total_characters';
  if (held.count + incoming.count > limits.max_messages) return 'message_count';
  return null;
}

/** The newest of the messages (oldest first) that the limits allow; the last one always stays. */
export function enforceLimits<M extends Measured>(messages: readonly M[], limits: Limits, now: number): M[] {
  const held = { count: messages.length, characters: 0 };
  for (const message of messages) held.characters += message.size;
  let first = 0;
  for (; first < messages.length - 1; first++) {
    const oldest = messages[first] as M;
    if (evictionReason(oldest, held, NOTHING, limits, now) === null) break;
    held.count -= 1;
    held.characters -= oldest.size;
  }
  return messages.slice(first);
}

const NOTHING: Totals = { count: 0, characters: 0 };

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The length of a text in Unicode code points. */
export function sizeOf(text: string): number {
  let size = 0;
  for (const _ of text) size++;
  return size;
}

/** The beginning of a text, at most `maxCharacters` code points, never cut inside what a reader sees as one character. */
export function truncate(text: string, maxCharacters: number): string {
  // A text never has more code points than UTF-16 units, and most are short.
  if (text.length <= maxCharacters || sizeOf(text) <= maxCharacters) return text;
  let size = 0;
  let end = 0;
  for (const { segment } of graphemes.segment(text)) {
    size += sizeOf(segment);
    if (size > maxCharacters) break;
    end += segment.length;
  }
  return text.slice(0, end);
}
