import type { Limits } from './configuration/user-configuration.ts';
import type { EvictionReason } from './contracts/events.ts';

/** A day in milliseconds. */
export const DAY_MS = 24 * 60 * 60 * 1000;

/** What a list of messages amounts to. `characters` are Unicode code points. */
export interface Totals {
  count: number;
  characters: number;
}

/** What {@link firstAllowed} needs to know of a message. */
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

/** The index of the first of the messages (oldest first) that the limits allow; the last one always stays. */
export function firstAllowed(messages: readonly Measured[], limits: Limits, now: number): number {
  const held = { count: messages.length, characters: 0 };
  for (const message of messages) held.characters += message.size;
  let first = 0;
  for (; first < messages.length - 1; first++) {
    const oldest = messages[first] as Measured;
    if (evictionReason(oldest, held, NOTHING, limits, now) === null) break;
    held.count -= 1;
    held.characters -= oldest.size;
  }
  return first;
}

const NOTHING: Totals = { count: 0, characters: 0 };

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Found at once to be absent from texts that the engine keeps in one byte a character. */
const HIGH_SURROGATE = /[\ud800-\udbff]/;
/** The same for what takes two bytes. */
const WIDE = /[\u0100-\uffff]/;

/** The length of a text in Unicode code points; half of a surrogate pair counts as one. */
export function sizeOf(text: string): number {
  if (!HIGH_SURROGATE.test(text)) return text.length;
  let pairs = 0;
  for (let index = 0; index < text.length; index++) if (isPairAt(text, index)) pairs += 1;
  return text.length - pairs;
}

/**
 * The beginning of a text, at most `maxCharacters` code points, never cut inside what a reader sees as one character.
 * A first character of more code points than that leaves nothing.
 */
export function truncate(text: string, maxCharacters: number): string {
  // A text never has more code points than UTF-16 units, and most are short.
  if (text.length <= maxCharacters) return text;
  const end = unitsOf(text, maxCharacters);
  if (end === text.length) return text;
  if (isPlainAt(text, end - 1) && isPlainAt(text, end)) return detached(text.slice(0, end));
  // Whether a character ends here is decided by what stands before and by the one code point after.
  const upToNext = graphemes.segment(text.slice(0, end + 2));
  return detached(text.slice(0, upToNext.containing(end)?.index ?? end));
}

/** The engine makes a part of a text by reference, which would keep all of a long body for a few words of it. */
function detached(part: string): string {
  const encoding = WIDE.test(part) ? 'utf16le' : 'latin1';
  return Buffer.from(part, encoding).toString(encoding);
}

/** Between two visible characters of ASCII, or spaces, one ends for every reader. */
function isPlainAt(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0x20 && unit < 0x7f;
}

/** How many UTF-16 units the first `count` code points of a text have. */
function unitsOf(text: string, count: number): number {
  if (!HIGH_SURROGATE.test(text)) return Math.min(count, text.length);
  let units = 0;
  for (let left = count; left > 0 && units < text.length; left--) units += isPairAt(text, units) ? 2 : 1;
  return units;
}

function isPairAt(text: string, index: number): boolean {
  return (text.charCodeAt(index) & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00;
}
