import type { BotHolder } from '../contracts/process-store.ts';

/** A process that runs too many bots gives this part of what is too much at a time. */
const PART_GIVEN = 1 / 4;

/** What is known of the bots and processes that share a store. */
export interface Sharing {
  ownerId: string;
  /** The processes that are there. */
  present: readonly string[];
  /** The bots that are to run, in an order that is the same for all. */
  wanted: readonly string[];
  /** Who has which bot now. */
  holders: ReadonlyMap<string, Pick<BotHolder, 'ownerId'>>;
}

/** What a process has to do so that all that is to run runs, and nobody runs many more than others. */
export interface Share {
  /** Bots that nobody has. */
  take: string[];
  /** Bots for others to take. */
  give: string[];
}

/** Each process may have its even part of the bots, rounded up, so that together they may have all. */
export function shareOf({ ownerId, present, wanted, holders }: Sharing): Share {
  const processes = [...new Set([...present, ownerId])].sort();
  const most = Math.ceil(wanted.length / processes.length);
  const own = wanted.filter((userId) => holders.get(userId)?.ownerId === ownerId);
  const free = wanted.filter((userId) => !holders.has(userId));
  // Each begins elsewhere, so that they do not all ask for the same.
  const first = Math.floor((free.length * processes.indexOf(ownerId)) / processes.length);
  const inOrder = [...free.slice(first), ...free.slice(0, first)];
  const tooMany = Math.max(0, own.length - most);
  return {
    take: inOrder.slice(0, Math.max(0, most - own.length)),
    give: tooMany === 0 ? [] : own.slice(-Math.ceil(tooMany * PART_GIVEN)),
  };
}
