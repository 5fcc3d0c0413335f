import { truncate } from '../limits.ts';

/**
 * What stands in front of a message that answers to another one. The quoted text is cut to `maxCharacters`; it can
 * neither begin a line nor end the quotation, so nobody can forge with it what somebody else says.
 */
export function quoteLine(quoted: string, maxCharacters: number): string {
  return `(answering "${inOneLine(truncate(quoted, maxCharacters))}") `;
}

function inOneLine(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .replaceAll('"', '”');
}
