import { truncate } from '../limits.ts';

/** Longer bodies are cut before they are stored. */
const MAX_BODY_CHARACTERS = 64 * 1024;
/** A quotation is there to show what is meant, not to be read again. */
const MAX_QUOTED_CHARACTERS = 1_000;

/** A text of a message as it is stored. */
export function recordedBody(content: string): string {
  return truncate(content, MAX_BODY_CHARACTERS);
}

/** What a message quotes, as it is stored; null for nothing. */
export function recordedQuote(quoted: string | undefined): string | null {
  return truncate(quoted ?? '', MAX_QUOTED_CHARACTERS) || null;
}
