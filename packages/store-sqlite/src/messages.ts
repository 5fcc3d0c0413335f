import type {
  Chat,
  HistoryPage,
  HistoryQuery,
  Lease,
  MessageStore,
  NewMessage,
  Revision,
  Settlement,
  StoredMessage,
} from '@chat-imposter/core';
import type { Database } from './database.ts';
import type { HistoryReader } from './history-reader.ts';
import type { SqliteLeases } from './leases.ts';
import type { Merging } from './merging.ts';
import type { MessageTable } from './message-table.ts';

/** The message table behind leases and transactions. */
export class SqliteMessages implements MessageStore {
  readonly #database: Database;
  readonly #leases: SqliteLeases;
  readonly #table: MessageTable;
  readonly #merging: Merging;
  readonly #history: HistoryReader;

  constructor(
    database: Database,
    leases: SqliteLeases,
    { table, merging, history }: { table: MessageTable; merging: Merging; history: HistoryReader },
  ) {
    this.#database = database;
    this.#leases = leases;
    this.#table = table;
    this.#merging = merging;
    this.#history = history;
  }

  accept(lease: Lease, messages: readonly NewMessage[]): Promise<(StoredMessage | null)[]> {
    return this.#leases.write(lease, () =>
      messages.map((message) => this.#table.record(lease.userId, message)),
    );
  }

  async remember(lease: Lease, chats: readonly Chat[]): Promise<void> {
    await this.#leases.write(lease, () => {
      for (const chat of chats) this.#table.remember(lease.userId, chat);
    });
  }

  merge(lease: Lease, from: string, into: Chat): Promise<StoredMessage[]> {
    return this.#leases.write(lease, () => {
      this.#merging.merge(lease.userId, from, into);
      return this.#table.queueOf(lease.userId, into.identifier);
    });
  }

  async settle(lease: Lease, settlements: readonly Settlement[]): Promise<void> {
    await this.#leases.write(lease, () => {
      for (const settlement of settlements) this.#table.settle(lease.userId, settlement);
    });
  }

  revise(lease: Lease, revisions: readonly Revision[]): Promise<(StoredMessage | null)[]> {
    return this.#leases.write(lease, () =>
      revisions.map((revision) => this.#table.revise(lease.userId, revision)),
    );
  }

  async queue(userId: string): Promise<StoredMessage[]> {
    return this.#database.read(() => this.#table.queue(userId));
  }

  async conversation(
    userId: string,
    correspondentId: string,
    options: { limit: number; since: number },
  ): Promise<StoredMessage[]> {
    return this.#database.read(() => this.#table.conversation(userId, correspondentId, options));
  }

  async history(userId: string, query: HistoryQuery): Promise<HistoryPage> {
    return this.#database.read(() => this.#history.page(userId, query));
  }

  async chats(userId: string): Promise<Chat[]> {
    return this.#database.read(() => this.#table.chats(userId));
  }
}
