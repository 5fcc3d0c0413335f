import type {
  Decision,
  Lease,
  PartUpdate,
  Turn,
  TurnStore,
  TurnUsage,
  UsagePeriod,
} from '@chat-imposter/core';
import type { Database } from './database.ts';
import type { SqliteLeases } from './leases.ts';
import type { MessageTable } from './message-table.ts';
import type { TurnTable } from './turn-table.ts';
import { UsageReader } from './usage-reader.ts';

/** The turn table behind leases and transactions, and what turns change in the message table. */
export class SqliteTurns implements TurnStore {
  readonly #database: Database;
  readonly #leases: SqliteLeases;
  readonly #turns: TurnTable;
  readonly #messages: MessageTable;

  constructor(database: Database, leases: SqliteLeases, turns: TurnTable, messages: MessageTable) {
    this.#database = database;
    this.#leases = leases;
    this.#turns = turns;
    this.#messages = messages;
  }

  async plan(lease: Lease, turns: readonly Turn[]): Promise<void> {
    await this.#leases.write(lease, () => {
      for (const turn of turns) this.#turns.plan(lease.userId, turn);
    });
  }

  async decide(lease: Lease, decisions: readonly Decision[]): Promise<void> {
    await this.#leases.write(lease, () => {
      for (const decision of decisions) this.#decide(lease.userId, decision);
    });
  }

  async advance(lease: Lease, updates: readonly PartUpdate[]): Promise<void> {
    await this.#leases.write(lease, () => {
      for (const update of updates) {
        this.#turns.advance(lease.userId, update);
        if (update.said) this.#messages.record(lease.userId, update.said);
      }
    });
  }

  async park(lease: Lease, turnId: string, reason: string): Promise<void> {
    await this.#leases.write(lease, () => {
      const turn = this.#turns.park(lease.userId, turnId, reason);
      if (!turn) return;
      const { correspondentId, messageIds } = turn;
      this.#messages.settle(lease.userId, { correspondentId, ids: messageIds, state: 'parked', reason });
    });
  }

  async open(userId: string): Promise<Turn[]> {
    return this.#database.read(() => this.#turns.open(userId));
  }

  async sentText(userId: string, messageId: string): Promise<string | null> {
    return this.#database.read(() => this.#turns.sentText(userId, messageId));
  }

  usage(userId: string, period: UsagePeriod): AsyncIterable<TurnUsage> {
    return new UsageReader(this.#database, this.#turns).read(userId, period);
  }

  #decide(userId: string, decision: Decision): void {
    this.#turns.decide(userId, decision);
    this.#messages.settle(userId, {
      correspondentId: decision.correspondentId,
      ids: decision.messageIds,
      state: 'answered',
      reason: decision.reason,
    });
  }
}
