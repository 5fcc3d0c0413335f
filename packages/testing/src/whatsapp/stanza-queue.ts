import type { BinaryNode } from '@whiskeysockets/baileys';

/**
 * The stanzas a linked device has not confirmed, oldest first. They outlive its connections: what is still here
 * when it comes back is delivered again.
 */
export class StanzaQueue {
  readonly #waiting: BinaryNode[] = [];

  /** What waits; the array follows every change. */
  get waiting(): readonly BinaryNode[] {
    return this.#waiting;
  }

  /** Keeps a stanza until it is confirmed. */
  add(stanza: BinaryNode): void {
    this.#waiting.push(stanza);
  }

  /**
   * Forgets the oldest stanza with this tag, sender and id; one confirmation never covers two deliveries.
   * Returns whether there was one.
   */
  confirm(tag: string, from: string | undefined, id: string | undefined): boolean {
    const index = this.#waiting.findIndex(
      (stanza) => stanza.tag === tag && stanza.attrs.from === from && stanza.attrs.id === id,
    );
    if (index < 0) return false;
    this.#waiting.splice(index, 1);
    return true;
  }
}
