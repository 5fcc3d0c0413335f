import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TurnUsage, UsagePeriod } from '@chat-imposter/core';
import type { Database } from './database.ts';
import { USAGE_OF_OVER, USAGE_PORTION } from './turn-queries.ts';
import { usageFromJson } from './turn-row.ts';
import type { TurnTable } from './turn-table.ts';

/** The columns of a turn that is over. */
type OverRow = [turnNumber: number, plannedTime: number, userId: string, usage: string | null];

/** Reads what turns cost, in portions between which the event loop goes on. */
export class UsageReader {
  readonly #database: Database;
  readonly #turns: TurnTable;

  constructor(database: Database, turns: TurnTable) {
    this.#database = database;
    this.#turns = turns;
  }

  /** That of the turns of a bot that were planned in a time; first of those that are open. */
  async *read(userId: string, { from, until }: UsagePeriod): AsyncGenerator<TurnUsage, void, void> {
    const open = this.#database.read(() => this.#turns.openByNumber(userId));
    for (const { plannedTime, usage } of open.values())
      if (usage !== null && plannedTime >= from && plannedTime < until) yield { plannedTime, usage };
    for (let last: [number, number] = [0, from]; ; await nextTurn()) {
      const [lastNumber, lastTime] = last;
      const portion = this.#database.read(() =>
        this.#database.statement(USAGE_OF_OVER).all<OverRow>(lastTime, lastNumber, until),
      );
      for (const [turnNumber, plannedTime, owner, usage] of portion) {
        last = [turnNumber, plannedTime];
        // One that has ended meanwhile was told before.
        if (owner === userId && usage !== null && !open.has(turnNumber))
          yield { plannedTime, usage: usageFromJson(usage) };
      }
      if (portion.length < USAGE_PORTION) return;
    }
  }
}
