import type {
  Decision,
  Lease,
  PartUpdate,
  Turn,
  TurnStore,
  TurnUsage,
  UsagePeriod,
} from '@chat-imposter/core';
import type { Bots } from './bots.ts';
import type { Connection } from './connection.ts';
import { loadForRecording, record } from './recording.ts';
import { loadForSettling, settle } from './settling.ts';
import { type TurnDocument, turnFromDocument } from './turn-document.ts';
import { UsageReader } from './usage-reader.ts';

/** The turns of every bot, and what they change in the messages. */
export class MongoTurns implements TurnStore {
  readonly #bots: Bots;
  readonly #connection: Connection;

  constructor(bots: Bots, connection: Connection) {
    this.#bots = bots;
    this.#connection = connection;
  }

  plan(lease: Lease, turns: readonly Turn[]): Promise<void> {
    return this.#bots.write({
      lease,
      mayOverlap: true,
      warm: (draft) => draft.turns.load(),
      async decide(draft) {
        await draft.turns.load();
        for (const turn of turns) draft.turns.plan(turn);
      },
    });
  }

  decide(lease: Lease, decisions: readonly Decision[]): Promise<void> {
    const settlements = decisions.map(({ correspondentId, messageIds: ids, reason }) => {
      return { correspondentId, ids, state: 'answered', reason } as const;
    });
    return this.#bots.write({
      lease,
      mayOverlap: true,
      warm: async (draft) => {
        await Promise.all([draft.turns.load(), loadForSettling(draft, settlements)]);
      },
      async decide(draft) {
        await draft.turns.load();
        for (const decision of decisions) draft.turns.decide(decision);
        await settle(draft, settlements);
      },
    });
  }

  advance(lease: Lease, updates: readonly PartUpdate[]): Promise<void> {
    const said = updates.flatMap((update) => update.said ?? []);
    return this.#bots.write({
      lease,
      mayOverlap: true,
      warm: async (draft) => {
        await Promise.all([draft.turns.load(), loadForRecording(draft, said)]);
      },
      async decide(draft) {
        await draft.turns.load();
        for (const update of updates) draft.turns.advance(update);
        await record(draft, said);
      },
    });
  }

  park(lease: Lease, turnId: string, reason: string): Promise<void> {
    return this.#bots.write({
      lease,
      warm: (draft) => draft.turns.load(),
      async decide(draft) {
        await draft.turns.load();
        const turn = draft.turns.park(turnId, reason);
        if (!turn) return;
        const { correspondentId, messageIds: ids } = turn;
        await settle(draft, [{ correspondentId, ids, state: 'parked', reason }]);
      },
    });
  }

  open(userId: string): Promise<Turn[]> {
    return this.#bots.read(userId, async () => {
      const filter = { user_id: userId, is_open: true };
      const found = await this.#connection.find<TurnDocument>('turns', filter);
      return found
        .sort((one, other) => one.planned_time - other.planned_time || one.sequence - other.sequence)
        .map(turnFromDocument);
    });
  }

  sentText(userId: string, messageId: string): Promise<string | null> {
    return this.#bots.read(userId, async () => {
      const filter = { user_id: userId, 'parts.message_id': messageId };
      const found = await this.#connection.find<TurnDocument>('turns', filter);
      const newest = found.sort((one, other) => other.sequence - one.sequence)[0];
      return newest?.parts.findLast(({ message_id }) => message_id === messageId)?.text ?? null;
    });
  }

  usage(userId: string, period: UsagePeriod): AsyncIterable<TurnUsage> {
    return new UsageReader(this.#bots, this.#connection).read(userId, period);
  }
}
