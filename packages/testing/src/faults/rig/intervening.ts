import type { FaultHistory } from '../history.ts';

type Seen = Omit<FaultHistory, 'stored'>;

/** How far something had come. */
export interface Moment {
  frames: number;
  calls: number;
}

/** What there was to see from outside of an intervention, up to the death of the bot. */
export class Intervening {
  /** The chat whose turn was met; null when none came to the stage. */
  chatId: string | null = null;
  /** What the bot had taken when the operator stepped in. */
  takenBefore: ReadonlySet<string> = new Set();
  /** What waited for the end of its answer by then. */
  openBefore: ReadonlySet<string> = new Set();
  /** When the operator was told that it is done; null when the bot died before. */
  resolvedAt: Moment | null = null;
  readonly #seen: () => Seen;

  constructor(seen: () => Seen) {
    this.#seen = seen;
  }

  begins(chatId: string, { taken, open }: { taken: Iterable<string>; open: Iterable<string> }): void {
    this.chatId = chatId;
    this.takenBefore = new Set(taken);
    this.openBefore = new Set(open);
  }

  resolves(): void {
    const { wire, calls } = this.#seen();
    this.resolvedAt = { frames: wire.length, calls: calls.length };
  }
}
