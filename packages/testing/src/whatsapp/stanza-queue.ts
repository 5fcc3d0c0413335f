import type { BinaryNode } from '@whiskeysockets/baileys';

/** What a stanza in the queue is for: `peer` is what the own phone tells its devices and nobody sees. */
export type StanzaKind = 'message' | 'peer' | 'receipt' | 'notification';

/** Which stanza a device speaks of when it confirms one. */
export interface StanzaName {
  tag: string;
  /** Where it came from. */
  from: string | undefined;
  id: string | undefined;
  /** Who wrote it, when it came from a group. */
  participant?: string | undefined;
}

/**
 * The stanzas a linked device has not confirmed, oldest first. They outlive its connections: what is still here
 * when it comes back is delivered again.
 */
export class StanzaQueue {
  readonly #waiting = new Set<BinaryNode>();
  readonly #byName = new Map<string, BinaryNode[]>();
  readonly #counts: Record<StanzaKind, number> = { message: 0, peer: 0, receipt: 0, notification: 0 };

  /** What waits, oldest first. */
  get waiting(): readonly BinaryNode[] {
    return [...this.#waiting];
  }

  /** How many stanzas of a kind wait. */
  count(kind: StanzaKind): number {
    return this.#counts[kind];
  }

  /** Goes through what waits, also through what is added meanwhile; what is confirmed before its turn is left out. */
  [Symbol.iterator](): IterableIterator<BinaryNode> {
    return this.#waiting.values();
  }

  /** Keeps a stanza until it is confirmed. */
  add(stanza: BinaryNode): void {
    const name = nameOf({ tag: stanza.tag, ...readName(stanza) });
    this.#waiting.add(stanza);
    this.#byName.set(name, [...(this.#byName.get(name) ?? []), stanza]);
    this.#counts[kindOf(stanza)] += 1;
  }

  /**
   * Forgets the oldest stanza with this name; one confirmation never covers two deliveries.
   * Returns whether there was one.
   */
  confirm(name: StanzaName): boolean {
    const key = nameOf(name);
    const [oldest, ...others] = this.#byName.get(key) ?? [];
    if (!oldest) return false;
    if (others.length) this.#byName.set(key, others);
    else this.#byName.delete(key);
    this.#waiting.delete(oldest);
    this.#counts[kindOf(oldest)] -= 1;
    return true;
  }
}

function kindOf({ tag, attrs }: BinaryNode): StanzaKind {
  if (tag === 'receipt' || tag === 'notification') return tag;
  return attrs.category === 'peer' ? 'peer' : 'message';
}

function readName({ attrs }: BinaryNode): Omit<StanzaName, 'tag'> {
  return { from: attrs.from, id: attrs.id, participant: attrs.participant };
}

function nameOf({ tag, from, id, participant }: StanzaName): string {
  return JSON.stringify([tag, from, id, participant || null]);
}
