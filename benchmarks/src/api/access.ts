import { createHash } from 'node:crypto';

/** The token that the client sends. */
export const TOKEN = 'a-token-of-the-benchmark-0123456789abcdef';

/** Calls a minute, on both sides: counted, and never reached. */
export const CALLS_PER_MINUTE = 1_000_000_000;

/** The SHA-256 of a text. */
export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
