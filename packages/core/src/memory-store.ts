import type { RetentionStore } from './contracts/retention-store.ts';
import type {
  ConfigurationStore,
  CredentialStore,
  Lease,
  LeaseStore,
  MessageStore,
  Store,
  TurnStore,
} from './contracts/store.ts';
import type { TrackingStore } from './contracts/tracking-store.ts';
import { MemoryConfigurations } from './memory-store/memory-configurations.ts';
import { MemoryCredentials, type SecretsByBot } from './memory-store/memory-credentials.ts';
import { MemoryLeases } from './memory-store/memory-leases.ts';
import { MemoryLifecycle } from './memory-store/memory-lifecycle.ts';
import { MemoryMessages } from './memory-store/memory-messages.ts';
import { MemoryRetention } from './memory-store/memory-retention.ts';
import { MemoryTracking } from './memory-store/memory-tracking.ts';
import { MemoryTurns } from './memory-store/memory-turns.ts';
import { MessageLedger } from './memory-store/message-ledger.ts';

/**
 * Makes a store that lives in this process only: for tests, and for programs that may forget everything when they end.
 * Each one is independent of every other. What is passed in and given out is copied. Closing keeps the data, so the
 * same store can be opened again; all leases are void then.
 */
export function createMemoryStore(): Store {
  return new MemoryStore();
}

class MemoryStore implements Store {
  readonly specVersion = 1;
  readonly name = 'memory';
  readonly configurations: ConfigurationStore;
  readonly leases: LeaseStore;
  readonly messages: MessageStore;
  readonly turns: TurnStore;
  readonly tracking: TrackingStore;
  readonly retention: RetentionStore;
  readonly processes = null;
  readonly #lifecycle = new MemoryLifecycle();
  readonly #leases = new MemoryLeases(this.#lifecycle);
  readonly #secrets: SecretsByBot = new Map();

  constructor() {
    const ledger = new MessageLedger();
    this.configurations = new MemoryConfigurations(this.#lifecycle);
    this.leases = this.#leases;
    const turns = new MemoryTurns(this.#lifecycle, this.#leases, ledger);
    this.turns = turns;
    this.messages = new MemoryMessages(this.#lifecycle, this.#leases, ledger, turns);
    const tracking = new MemoryTracking(this.#lifecycle, this.#leases);
    this.tracking = tracking;
    this.retention = new MemoryRetention({
      lifecycle: this.#lifecycle,
      leases: this.#leases,
      messages: ledger,
      turns,
      tracking,
    });
  }

  async open(): Promise<void> {
    if (this.#lifecycle.open()) this.#leases.releaseAll();
  }

  async close(): Promise<void> {
    this.#lifecycle.close();
  }

  credentials(userId: string, providerName: string, lease?: Lease): CredentialStore {
    return new MemoryCredentials(this.#lifecycle, this.#leases, this.#secrets, {
      userId,
      providerName,
      lease,
    });
  }
}
