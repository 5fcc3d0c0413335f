import type { Turn } from '../contracts/store.ts';

/**
 * The turns of a bot that are not over. A contact has one; after a merge it may have several, all decided but the last.
 * Each is dealt with before the next: what was decided first is sent first, and only then is something thought about.
 */
export class OpenTurns {
  readonly #byContact = new Map<string, readonly Turn[]>();

  constructor(turns: readonly Turn[]) {
    for (const turn of turns) this.set(turn);
  }

  /** Contacts whose turn is open. */
  correspondents(): string[] {
    return [...this.#byContact.keys()];
  }

  /** The turn of a contact that is dealt with now. */
  get(correspondentId: string): Turn | undefined {
    return this.#byContact.get(correspondentId)?.[0];
  }

  /** A turn as it is now. */
  set(turn: Turn): void {
    const turns = this.#byContact.get(turn.correspondentId) ?? [];
    const position = turns.findIndex(({ turnId }) => turnId === turn.turnId);
    const all = position === -1 ? [...turns, turn].sort(byOrder) : turns.with(position, turn);
    this.#byContact.set(turn.correspondentId, all);
  }

  /** The turn of a contact that was dealt with is over. */
  delete(correspondentId: string): void {
    const [, ...others] = this.#byContact.get(correspondentId) ?? [];
    if (others.length === 0) this.#byContact.delete(correspondentId);
    else this.#byContact.set(correspondentId, others);
  }

  /** One contact was merged into another, to which what was decided goes; what was planned is over. */
  merge(from: string, into: string): void {
    const turns = this.#byContact.get(from) ?? [];
    this.#byContact.delete(from);
    for (const turn of turns) if (turn.state === 'decided') this.set({ ...turn, correspondentId: into });
  }
}

function byOrder(one: Turn, other: Turn): number {
  if (one.state !== other.state) return one.state === 'planned' ? 1 : -1;
  return one.plannedTime - other.plannedTime;
}
