import type { ChangeList } from './change-list.ts';
import type { Connection } from './connection.ts';

/** What facts are read from, and where their changes go. */
export interface FactsParts {
  connection: Connection;
  userId: string;
  changes: ChangeList;
}

/** A list in pieces that one query can take. */
export function inPieces<Item>(items: readonly Item[], size = 500): Item[][] {
  const pieces: Item[][] = [];
  for (let start = 0; start < items.length; start += size) pieces.push(items.slice(start, start + size));
  return pieces;
}
