import type { PeriodJson } from '../../api/api-json.ts';

/** A piece of a text; a hit is what was looked for. */
export interface TextPiece {
  text: string;
  isHit: boolean;
}

/** How often a text stands in another, in upper or lower case; in an empty search never. */
export function hitsIn(text: string, search: string): number {
  return piecesOf(text, search).filter(({ isHit }) => isHit).length;
}

/** A text cut at what is looked for. */
export function piecesOf(text: string, search: string): TextPiece[] {
  const wanted = search.trim();
  if (wanted === '') return [{ text, isHit: false }];
  const pattern = new RegExp(`(${wanted.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')})`, 'giu');
  return text
    .split(pattern)
    .map((piece, index) => ({ text: piece, isHit: index % 2 === 1 }))
    .filter((piece) => piece.text !== '');
}

/** How often a text stands in what was said in a period, and in who said it. */
export function hitsInPeriod({ messages }: PeriodJson, search: string): number {
  return messages.reduce(
    (sum, { message, sender }) => sum + hitsIn(message, search) + hitsIn(sender.display_name, search),
    0,
  );
}
