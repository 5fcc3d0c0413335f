import { assertRevision } from '../assert-revision.ts';
import type { ConfigurationStore, StoredConfiguration } from '../contracts/store.ts';
import { byCodePoint } from './by-code-point.ts';
import type { MemoryLifecycle } from './memory-lifecycle.ts';

interface ConfigurationRow {
  userId: string;
  /** The document as JSON, so that nobody outside can change it. */
  json: string;
  running: boolean;
  revision: number;
}

/** The configurations, found by their folded id. The spelling of the first save is kept. */
export class MemoryConfigurations implements ConfigurationStore {
  readonly #lifecycle: MemoryLifecycle;
  readonly #rows = new Map<string, ConfigurationRow>();

  constructor(lifecycle: MemoryLifecycle) {
    this.#lifecycle = lifecycle;
  }

  async get(userId: string): Promise<StoredConfiguration | null> {
    this.#lifecycle.assertOpen();
    const row = this.#rows.get(userId.toLowerCase());
    return row ? toConfiguration(row) : null;
  }

  async list(): Promise<StoredConfiguration[]> {
    this.#lifecycle.assertOpen();
    return [...this.#rows.values()]
      .sort((left, right) => byCodePoint(left.userId, right.userId))
      .map(toConfiguration);
  }

  async save(
    userId: string,
    document: Record<string, unknown>,
    ifRevision?: number | null,
  ): Promise<StoredConfiguration> {
    this.#lifecycle.assertOpen();
    const known = this.#rows.get(userId.toLowerCase());
    assertRevision(userId, known ?? null, ifRevision);
    const row = {
      userId: known?.userId ?? userId,
      json: JSON.stringify(document),
      running: known?.running ?? false,
      revision: (known?.revision ?? 0) + 1,
    };
    this.#rows.set(userId.toLowerCase(), row);
    return toConfiguration(row);
  }

  async setRunning(userId: string, running: boolean): Promise<void> {
    this.#lifecycle.assertOpen();
    const row = this.#rows.get(userId.toLowerCase());
    if (row) row.running = running;
  }

  async delete(userId: string): Promise<boolean> {
    this.#lifecycle.assertOpen();
    return this.#rows.delete(userId.toLowerCase());
  }
}

function toConfiguration(row: ConfigurationRow): StoredConfiguration {
  const document = JSON.parse(row.json) as Record<string, unknown>;
  return { userId: row.userId, document, running: row.running, revision: row.revision };
}
