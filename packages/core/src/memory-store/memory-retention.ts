import type { Lease } from '../contracts/lease.ts';
import type { Chat } from '../contracts/message.ts';
import type { RetentionLimits, RetentionStore } from '../contracts/retention-store.ts';
import type { MemoryLeases } from './memory-leases.ts';
import type { MemoryLifecycle } from './memory-lifecycle.ts';
import type { MemoryTracking } from './memory-tracking.ts';
import type { MemoryTurns } from './memory-turns.ts';
import type { MessageLedger } from './message-ledger.ts';

/** Where something is to be taken away. */
interface Ledgers {
  lifecycle: MemoryLifecycle;
  leases: MemoryLeases;
  messages: MessageLedger;
  turns: MemoryTurns;
  tracking: MemoryTracking;
}

/** Takes away what is not to be kept, from the ledgers of all bots. */
export class MemoryRetention implements RetentionStore {
  readonly #ledgers: Ledgers;

  constructor(ledgers: Ledgers) {
    this.#ledgers = ledgers;
  }

  async reduce(limits: RetentionLimits, count: number): Promise<boolean> {
    const { lifecycle, messages, turns } = this.#ledgers;
    lifecycle.assertOpen();
    const reduced = turns.reduce(limits.textsBefore, count);
    return reduced + messages.reduce(limits, count - reduced) === count;
  }

  /** All in one step, which takes no longer than any other. */
  async erase(lease: Lease, chat: Chat): Promise<number> {
    const { leases, messages, turns, tracking } = this.#ledgers;
    leases.assertMayWrite(lease);
    const ids = new Set([chat.identifier, ...chat.alternateIdentifiers]);
    return (
      turns.erase(lease.userId, ids) +
      messages.erase(lease.userId, chat, ids) +
      tracking.erase(lease.userId, chat, ids)
    );
  }

  /** In one step, too. */
  async eraseBot(lease: Lease): Promise<number> {
    const { leases, messages, turns } = this.#ledgers;
    leases.assertMayWrite(lease);
    return turns.eraseBot(lease.userId) + messages.eraseBot(lease.userId);
  }
}
