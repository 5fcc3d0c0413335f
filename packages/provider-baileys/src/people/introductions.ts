import type { Identity } from '@chat-imposter/core';

/** How many are told at a time. */
const BATCH = 500;

/** People and groups that the core must be told of. */
export interface Introduction {
  identities: readonly Identity[];
  /** The core knows them. */
  told(): void;
}

/** Whoever learns of people and groups. */
export interface Acquaintances {
  /** Some of those whom the core does not know as they are; null when there are none. */
  untold(limit: number): Introduction | null;
}

/** Tells the core who people and groups are. Whom it could not tell stays to be told. */
export class Introductions {
  readonly #sources: readonly Acquaintances[];
  readonly #tell: (identities: readonly Identity[]) => Promise<void>;

  constructor(sources: readonly Acquaintances[], tell: (identities: readonly Identity[]) => Promise<void>) {
    this.#sources = sources;
    this.#tell = tell;
  }

  /** Whether there is somebody to tell of. */
  get areDue(): boolean {
    return this.#sources.some((source) => source.untold(1) !== null);
  }

  /** Tells of everybody whom the core does not know as they are. Rejects when it did not take it. */
  async make(): Promise<void> {
    for (let next = this.#next(); next; next = this.#next()) {
      await this.#tell(next.identities);
      next.told();
    }
  }

  #next(): Introduction | null {
    for (const source of this.#sources) {
      const introduction = source.untold(BATCH);
      if (introduction) return introduction;
    }
    return null;
  }
}
