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
  const name = parts.map(encodePart).join('_');
  if (name.length <= LONGEST) return `${name}.log`;
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
  return `${name.slice(0, KEPT)}~${hash}.log`;
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
