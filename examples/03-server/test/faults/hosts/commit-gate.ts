import type { CommitSide } from './host-protocol.ts';

/** Keys of the store that change when a message is decrypted; what a bot sends to groups is left out. */
const RATCHET = /^(session|sender-key)-(?!memory)/;

/** Holds one bot of a process at the moment at which the keys of a message become durable. */
export class CommitGate {
  readonly #onHeld: () => void;
  #side: CommitSide | null = null;
  #opened: PromiseWithResolvers<void> | null = null;

  /** @param onHeld told when the bot is held */
  constructor(onHeld: () => void) {
    this.#onHeld = onHeld;
  }

  /** The next durable write that a decryption asks for is held on this side of it. */
  arm(side: CommitSide): void {
    this.#side = side;
  }

  /** What is held goes on. */
  open(): void {
    this.#opened?.resolve();
  }

  /** Does the write, and is held on the side that was asked for when one of the keys is of a ratchet. */
  async pass(keys: Iterable<string>, write: () => Promise<void>): Promise<void> {
    const side = this.#side !== null && [...keys].some((key) => RATCHET.test(key)) ? this.#side : null;
    if (side !== null) this.#side = null;
    if (side === 'before') await this.#hold();
    await write();
    if (side === 'after') await this.#hold();
  }

  async #hold(): Promise<void> {
    this.#opened = Promise.withResolvers();
    this.#onHeld();
    await this.#opened.promise;
  }
}
