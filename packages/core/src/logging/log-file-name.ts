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
  const bytes = new TextEncoder().encode(part);
  return Array.from(bytes, encodeByte).join('').replace(/^\./, '%2E');
}

function encodeByte(byte: number): string {
  const character = String.fromCharCode(byte);
  return /[A-Za-z0-9@.-]/.test(character)
    ? character
    : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
