import { createHash } from 'node:crypto';
import type { LogSubject } from './log-line.ts';

/** Most file systems allow 255 bytes; this leaves room for what rotation appends. */
const LONGEST = 180;
const KEPT = 120;

/**
 * The file of one contact: three parts joined by `_`, each encoded so that no two contacts share a file.
 * A name that would be too long ends in a hash of the whole instead.
 */
export function contactLogName({ providerName, userId, correspondentId }: LogSubject): string {
  const parts = [providerName, userId, correspondentId];
  return nameOf(parts.map(encodePart), parts);
}

function nameOf(encoded: readonly string[], parts: readonly string[]): string {
  const name = encoded.join('_');
  if (name.length <= LONGEST) return `${name}.log`;
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
  return `${name.slice(0, KEPT)}~${hash}.log`;
}

/** The file of all messages of all bots. */
export const FIREHOSE = 'all_providers.log';

/**
 * Whose log a file is: of one of these contacts of the bot, of another one of it, or of `all` bots; null: of another bot.
 * The name that ends in a hash tells no more than how it begins.
 */
export function botOfLogName(
  name: string,
  { userId, ids }: { userId: string; ids: readonly string[] },
): 'contact' | 'bot' | 'all' | null {
  if (name === FIREHOSE) return 'all';
  const [providerName = ''] = name.split('_');
  const start = `${providerName}_${encodePart(userId)}_`;
  if (!name.startsWith(start.slice(0, KEPT))) return null;
  const isOfContact = ids.some(
    (id) => name === nameOf([providerName, encodePart(userId), encodePart(id)], [providerName, userId, id]),
  );
  return isOfContact ? 'contact' : 'bot';
}

function encodePart(part: string): string {
  // What nearly every part is; the rest costs more than writing the line.
  if (/^[A-Za-z0-9@-][A-Za-z0-9@.-]*$/.test(part)) return part;
  return Array.from(part, encodeCharacter).join('').replace(/^\./, '%2E');
}

function encodeCharacter(character: string): string {
  if (/[A-Za-z0-9@.-]/.test(character)) return character;
  // Half of a pair has no bytes of its own in UTF-8: all of them would get the same.
  if (!character.isWellFormed()) return `%u${hex(character.charCodeAt(0))}`;
  return Array.from(Buffer.from(character), (byte) => `%${hex(byte)}`).join('');
}

function hex(number: number): string {
  return number.toString(16).toUpperCase().padStart(2, '0');
}
