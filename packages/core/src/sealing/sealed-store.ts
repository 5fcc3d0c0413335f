import type { BotHolder, ProcessStore } from '../contracts/process-store.ts';
import type { Random } from '../contracts/random.ts';
import type { ConfigurationStore, CredentialStore, Store, StoredConfiguration } from '../contracts/store.ts';
import { SECRET_NAME } from '../secret-name.ts';
import { seal, unseal } from './seal.ts';
import type { SealingKeys } from './sealing-keys.ts';

/** What secrets are sealed with. */
export interface Sealing {
  /** None: nothing is sealed, and what is sealed does not open. */
  keys: SealingKeys;
  random: Random;
}

/** Seals or opens one text, which stands at a place. */
type Change = (text: string, place: readonly string[]) => string;

/**
 * The same store with its secrets sealed: the texts of configuration documents below keys that are named like secrets,
 * the values of credentials, and where bots stand, because a QR is a credential. Ids and keys stay as they are. A value is
 * bound to its place in this kind of store, not to a file or a server, which may be restored elsewhere. What was
 * stored before there was a key is read as it is, and sealed when it is written the next time.
 */
export function sealedStore(store: Store, { keys, random }: Sealing): Store {
  const shut: Change = (text, place) =>
    keys.size === 0 ? text : seal(text, [store.name, ...place], { keys, random });
  const open: Change = (text, place) => unseal(text, [store.name, ...place], keys);
  const { messages, turns, tracking, retention, leases, processes } = store;
  return {
    specVersion: 1,
    name: store.name,
    open: () => store.open(),
    close: () => store.close(),
    configurations: sealedConfigurations(store.configurations, shut, open),
    leases,
    messages,
    turns,
    tracking,
    retention,
    processes: processes && sealedProcesses(processes, shut, open),
    credentials: (userId, providerName, lease) =>
      sealedCredentials(
        store.credentials(userId, providerName, lease),
        ['credentials', userId, providerName],
        shut,
        open,
      ),
  };
}

function sealedConfigurations(inner: ConfigurationStore, shut: Change, open: Change): ConfigurationStore {
  const opened = (stored: StoredConfiguration): StoredConfiguration => ({
    ...stored,
    document: changeSecrets(stored.document, ['configurations', fold(stored.userId)], open),
  });
  return {
    async get(userId) {
      const stored = await inner.get(userId);
      return stored && opened(stored);
    },
    list: async () => (await inner.list()).map(opened),
    async save(userId, document, ifRevision) {
      const sealed = changeSecrets(document, ['configurations', fold(userId)], shut);
      return opened(await inner.save(userId, sealed, ifRevision));
    },
    setRunning: (userId, running) => inner.setRunning(userId, running),
    delete: (userId) => inner.delete(userId),
  };
}

/** A copy of a document with the texts changed that stand below a key that is named like a secret. */
function changeSecrets(
  document: Record<string, unknown>,
  place: readonly string[],
  change: Change,
): Record<string, unknown> {
  const changed = (value: unknown, path: readonly string[], isSecret: boolean): unknown => {
    if (typeof value === 'string') return isSecret ? change(value, [...place, ...path]) : value;
    if (Array.isArray(value)) {
      return value.map((item: unknown, index) => changed(item, [...path, String(index)], isSecret));
    }
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, item]) => {
      return [key, changed(item, [...path, key], isSecret || SECRET_NAME.test(key))] as const;
    });
    return Object.fromEntries(entries);
  };
  return changed(document, [], false) as Record<string, unknown>;
}

function sealedCredentials(
  inner: CredentialStore,
  place: readonly string[],
  shut: Change,
  open: Change,
): CredentialStore {
  return {
    async get(keys) {
      const found = await inner.get(keys);
      return new Map([...found].map(([key, value]) => [key, open(value, [...place, key])]));
    },
    async set(entries) {
      const sealed = [...entries].map(([key, value]) => {
        return [key, value === null ? null : shut(value, [...place, key])] as const;
      });
      await inner.set(new Map(sealed));
    },
    clear: () => inner.clear(),
  };
}

function sealedProcesses(inner: ProcessStore, shut: Change, open: Change): ProcessStore {
  const opened = (userId: string, { ownerId, notice }: BotHolder): BotHolder => ({
    ownerId,
    notice: notice === null ? null : open(notice, ['notices', userId]),
  });
  return {
    expiresAfterMs: inner.expiresAfterMs,
    announce: (ownerId) => inner.announce(ownerId),
    withdraw: (ownerId) => inner.withdraw(ownerId),
    present: () => inner.present(),
    async holders() {
      const found = await inner.holders();
      return new Map([...found].map(([userId, holder]) => [userId, opened(userId, holder)]));
    },
    async holder(userId) {
      const found = await inner.holder(userId);
      return found && opened(userId, found);
    },
    publish: (lease, notice) => inner.publish(lease, shut(notice, ['notices', lease.userId])),
    ask: (ownerId, request) => inner.ask(ownerId, request),
    takeRequests: (ownerId) => inner.takeRequests(ownerId),
    answer: (id, answer) => inner.answer(id, answer),
    answerTo: (id) => inner.answerTo(id),
  };
}

/** Configurations are found by their folded ids. */
function fold(userId: string): string {
  return userId.toLowerCase();
}
