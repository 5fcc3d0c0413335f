import type { TurnUsage, UsagePeriod } from '@chat-imposter/core';
import type { ObjectId } from 'mongodb';
import type { Bots } from './bots.ts';
import type { Connection } from './connection.ts';
import { type TurnDocument, usageFromDocument } from './turn-document.ts';

/** How many turns are read together. */
const PORTION = 500;

/** The states of a turn in the order in which it has them: one that goes on while it is read is not missed. */
const STATES = ['planned', 'decided', 'done', 'dead'] as const;

/** Reads what turns cost. */
export class UsageReader {
  readonly #bots: Bots;
  readonly #connection: Connection;

  constructor(bots: Bots, connection: Connection) {
    this.#bots = bots;
    this.#connection = connection;
  }

  /** That of the turns of a bot that were planned in a time. */
  async *read(userId: string, period: UsagePeriod): AsyncGenerator<TurnUsage, void, void> {
    const open = new Set<string>();
    for (const state of STATES) {
      for await (const { _id, planned_time: plannedTime, usage } of this.#turnsIn(state, userId, period)) {
        const id = _id.toHexString();
        // One that has gone on meanwhile was told before.
        if (usage && !open.has(id)) yield { plannedTime, usage: usageFromDocument(usage) };
        if (state === 'planned' || state === 'decided') open.add(id);
      }
    }
  }

  async *#turnsIn(
    state: string,
    userId: string,
    { from, until }: UsagePeriod,
  ): AsyncGenerator<TurnDocument, void, void> {
    let time = from;
    /** Those of this time that are told. */
    let told: ObjectId[] = [];
    for (;;) {
      const portion = await this.#next({ userId, state, time, until, told });
      yield* portion;
      if (portion.length < PORTION) return;
      const last = portion.at(-1)?.planned_time ?? until;
      if (last > time) told = [];
      time = last;
      told.push(...portion.filter((each) => each.planned_time === last).map(({ _id }) => _id));
    }
  }

  #next(wanted: {
    userId: string;
    state: string;
    time: number;
    until: number;
    told: readonly ObjectId[];
  }): Promise<TurnDocument[]> {
    const { userId, state, time, until, told } = wanted;
    return this.#bots.read(userId, () =>
      this.#connection.find<TurnDocument>(
        'turns',
        {
          user_id: userId,
          state,
          planned_time: { $gte: time, $lt: until },
          usage: { $ne: null },
          _id: { $nin: told },
        },
        {
          sort: { user_id: 1, state: 1, planned_time: 1 },
          projection: { planned_time: 1, usage: 1 },
          limit: PORTION,
        },
      ),
    );
  }
}
