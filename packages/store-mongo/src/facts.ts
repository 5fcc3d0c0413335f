import type { BotMemory } from './bot-memory.ts';
import type { ChangeList } from './change-list.ts';
import type { Connection } from './connection.ts';

/** What facts are read from, and where their changes go. */
export interface FactsParts {
  connection: Connection;
  userId: string;
  changes: ChangeList;
  /** What is known from the batches before. */
  memory: BotMemory;
}

/** A list in pieces that one query can take. */
export function inPieces<Item>(items: readonly Item[], size = 500): Item[][] {
  const pieces: Item[][] = [];
  for (let start = 0; start < items.length; start += size) pieces.push(items.slice(start, start + size));
  return pieces;
}

/** So many keys of different groups are looked up by one query, which looks for all pairs of group and key. */
const MOST_CROSSED = 16;

/** Keys in pieces that one query can take, which asks for some groups and some keys of theirs. */
export function inCrossedPieces<Key>(keys: readonly Key[], groupOf: (key: Key) => string): Key[][] {
  const groups = [...Map.groupBy(keys, groupOf).values()];
  const few = groups.filter(({ length }) => length <= MOST_CROSSED).flat();
  const many = groups.filter(({ length }) => length > MOST_CROSSED);
  return [...inPieces(few, MOST_CROSSED), ...many.flatMap((group) => inPieces(group))];
}
