import type { Chat } from '../contracts/message.ts';
import type {
  HistoryPage,
  HistoryQuery,
  Lease,
  MessageStore,
  NewMessage,
  Revision,
  Settlement,
  StoredMessage,
} from '../contracts/store.ts';
import { copyMessage } from './chat-ledger.ts';
import type { MemoryLeases } from './memory-leases.ts';
import type { MemoryLifecycle } from './memory-lifecycle.ts';
import type { MemoryTurns } from './memory-turns.ts';
import type { MessageLedger } from './message-ledger.ts';

/** The message ledger behind the checks of lifecycle and lease. */
export class MemoryMessages implements MessageStore {
  readonly #lifecycle: MemoryLifecycle;
  readonly #leases: MemoryLeases;
  readonly #ledger: MessageLedger;
  readonly #turns: Pick<MemoryTurns, 'merge'>;

  constructor(
    lifecycle: MemoryLifecycle,
    leases: MemoryLeases,
    ledger: MessageLedger,
    turns: Pick<MemoryTurns, 'merge'>,
  ) {
    this.#lifecycle = lifecycle;
    this.#leases = leases;
    this.#ledger = ledger;
    this.#turns = turns;
  }

  async accept(lease: Lease, messages: readonly NewMessage[]): Promise<(StoredMessage | null)[]> {
    this.#leases.assertMayWrite(lease);
    return messages.map((message) => {
      const recorded = this.#ledger.record(lease.userId, message);
      return recorded && copyMessage(recorded);
    });
  }

  async remember(lease: Lease, chats: readonly Chat[]): Promise<void> {
    this.#leases.assertMayWrite(lease);
    for (const chat of chats) this.#ledger.remember(lease.userId, chat);
  }

  async merge(lease: Lease, from: string, into: Chat): Promise<StoredMessage[]> {
    this.#leases.assertMayWrite(lease);
    const { userId } = lease;
    const raise = this.#ledger.merge(userId, from, into);
    if (raise !== null) this.#turns.merge(userId, { from, into: into.identifier, raise });
    return this.#ledger.queueOf(userId, into.identifier);
  }

  async settle(lease: Lease, settlements: readonly Settlement[]): Promise<void> {
    this.#leases.assertMayWrite(lease);
    for (const settlement of settlements) this.#ledger.settle(lease.userId, settlement);
  }

  async revise(lease: Lease, revisions: readonly Revision[]): Promise<(StoredMessage | null)[]> {
    this.#leases.assertMayWrite(lease);
    return revisions.map((revision) => this.#ledger.revise(lease.userId, revision));
  }

  async queue(userId: string): Promise<StoredMessage[]> {
    this.#lifecycle.assertOpen();
    return this.#ledger.queue(userId);
  }

  async conversation(
    userId: string,
    correspondentId: string,
    options: { limit: number; since: number },
  ): Promise<StoredMessage[]> {
    this.#lifecycle.assertOpen();
    return this.#ledger.conversation(userId, correspondentId, options.limit, options.since);
  }

  async history(userId: string, query: HistoryQuery): Promise<HistoryPage> {
    this.#lifecycle.assertOpen();
    return this.#ledger.history(userId, query);
  }

  async chats(userId: string): Promise<Chat[]> {
    this.#lifecycle.assertOpen();
    return this.#ledger.chats(userId);
  }
}
