import type { TurnUsage, UsagePeriod } from '../contracts/model-usage.ts';
import type { Decision, Lease, PartUpdate, Turn, TurnStore } from '../contracts/store.ts';
import type { MemoryLeases } from './memory-leases.ts';
import type { MemoryLifecycle } from './memory-lifecycle.ts';
import type { MessageLedger } from './message-ledger.ts';
import { TurnLedger } from './turn-ledger.ts';

/** The turns of every bot, and what they change in the message ledger. */
export class MemoryTurns implements TurnStore {
  readonly #lifecycle: MemoryLifecycle;
  readonly #leases: MemoryLeases;
  readonly #messages: MessageLedger;
  readonly #byBot = new Map<string, TurnLedger>();

  constructor(lifecycle: MemoryLifecycle, leases: MemoryLeases, messages: MessageLedger) {
    this.#lifecycle = lifecycle;
    this.#leases = leases;
    this.#messages = messages;
  }

  async plan(lease: Lease, turns: readonly Turn[]): Promise<void> {
    this.#leases.assertMayWrite(lease);
    for (const turn of turns) this.#turnsOf(lease.userId).plan(turn);
  }

  async decide(lease: Lease, decisions: readonly Decision[]): Promise<void> {
    this.#leases.assertMayWrite(lease);
    for (const decision of decisions) {
      this.#turnsOf(lease.userId).decide(decision);
      this.#messages.settle(lease.userId, {
        correspondentId: decision.correspondentId,
        ids: decision.messageIds,
        state: 'answered',
        reason: decision.reason,
      });
    }
  }

  async advance(lease: Lease, updates: readonly PartUpdate[]): Promise<void> {
    this.#leases.assertMayWrite(lease);
    for (const update of updates) {
      this.#turnsOf(lease.userId).advance(update);
      if (update.said) this.#messages.record(lease.userId, update.said);
    }
  }

  async park(lease: Lease, turnId: string, reason: string): Promise<void> {
    this.#leases.assertMayWrite(lease);
    const turn = this.#turnsOf(lease.userId).park(turnId);
    if (!turn) return;
    const { correspondentId, messageIds } = turn;
    this.#messages.settle(lease.userId, { correspondentId, ids: messageIds, state: 'parked', reason });
  }

  async open(userId: string): Promise<Turn[]> {
    this.#lifecycle.assertOpen();
    return this.#byBot.get(userId)?.open() ?? [];
  }

  async sentText(userId: string, messageId: string): Promise<string | null> {
    this.#lifecycle.assertOpen();
    return this.#byBot.get(userId)?.sentText(messageId) ?? null;
  }

  async *usage(userId: string, period: UsagePeriod): AsyncGenerator<TurnUsage, void, void> {
    this.#lifecycle.assertOpen();
    yield* this.#byBot.get(userId)?.usage(period) ?? [];
  }

  /** What becomes of the turns of a contact that was merged into another, whose ids were raised. */
  merge(userId: string, { from, into, raise }: { from: string; into: string; raise: number }): void {
    this.#byBot.get(userId)?.merge(from, into, raise);
  }

  /** Takes away what turns have sent that are over, at most so much; how much that was. */
  reduce(before: number, count: number): number {
    let reduced = 0;
    for (const turns of this.#byBot.values()) reduced += turns.reduce(before, count - reduced);
    return reduced;
  }

  /** Takes away all turns of a contact, and what they have sent; how much that was. */
  erase(userId: string, ids: ReadonlySet<string>): number {
    return this.#byBot.get(userId)?.erase(ids) ?? 0;
  }

  /** Takes away all turns of a bot, and what they have sent; how much that was. */
  eraseBot(userId: string): number {
    const erased = this.#byBot.get(userId)?.size ?? 0;
    this.#byBot.delete(userId);
    return erased;
  }

  #turnsOf(userId: string): TurnLedger {
    const known = this.#byBot.get(userId);
    if (known !== undefined) return known;
    const turns = new TurnLedger();
    this.#byBot.set(userId, turns);
    return turns;
  }
}
