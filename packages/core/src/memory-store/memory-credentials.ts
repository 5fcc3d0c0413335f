import { ImposterError } from '../contracts/errors.ts';
import type { CredentialStore, Lease } from '../contracts/store.ts';
import type { MemoryLeases } from './memory-leases.ts';
import type { MemoryLifecycle } from './memory-lifecycle.ts';

/** The secrets of every bot: by bot, provider and key. */
export type SecretsByBot = Map<string, Map<string, Map<string, string>>>;

/** Whose secrets a view shows, and by what right it may write them. */
interface CredentialView {
  userId: string;
  providerName: string;
  /** Absent: the view can only be read. */
  lease: Lease | undefined;
}

/** The secrets of one bot at one provider. */
export class MemoryCredentials implements CredentialStore {
  readonly #lifecycle: MemoryLifecycle;
  readonly #leases: MemoryLeases;
  readonly #secrets: SecretsByBot;
  readonly #view: CredentialView;

  constructor(lifecycle: MemoryLifecycle, leases: MemoryLeases, secrets: SecretsByBot, view: CredentialView) {
    this.#lifecycle = lifecycle;
    this.#leases = leases;
    this.#secrets = secrets;
    this.#view = view;
  }

  async get(keys: readonly string[]): Promise<Map<string, string>> {
    this.#lifecycle.assertOpen();
    const found = new Map<string, string>();
    for (const key of keys) {
      const value = this.#find()?.get(key);
      if (value !== undefined) found.set(key, value);
    }
    return found;
  }

  async set(entries: ReadonlyMap<string, string | null>): Promise<void> {
    this.#assertMayWrite();
    const secrets = this.#find() ?? this.#create();
    for (const [key, value] of entries) {
      if (value === null) secrets.delete(key);
      else secrets.set(key, value);
    }
  }

  async clear(): Promise<void> {
    this.#assertMayWrite();
    this.#find()?.clear();
  }

  #find(): Map<string, string> | undefined {
    return this.#secrets.get(this.#view.userId)?.get(this.#view.providerName);
  }

  #create(): Map<string, string> {
    const { userId, providerName } = this.#view;
    const byProvider = this.#secrets.get(userId) ?? new Map<string, Map<string, string>>();
    this.#secrets.set(userId, byProvider);
    const secrets = new Map<string, string>();
    byProvider.set(providerName, secrets);
    return secrets;
  }

  #assertMayWrite(): void {
    this.#lifecycle.assertOpen();
    const { userId, lease } = this.#view;
    if (lease?.userId !== userId) {
      throw new ImposterError('fenced', `Writing the credentials of bot ${userId} needs its lease.`);
    }
    this.#leases.assertMayWrite(lease);
  }
}
