import type { EventJson, StatusEvent } from '@chat-imposter/core';
import type { DerivedKind } from './event-kinds.ts';
import { type LinkState, linkStateAfter } from './link-state.ts';

/** An event that follows from another, with the data of that one. */
export interface DerivedEvent {
  kind: DerivedKind;
  data: EventJson['data'];
}

/** Concludes from the events of all bots what no event of an imposter says by itself. */
export class DerivedEvents {
  readonly #links = new Map<string, LinkState>();
  /** Bots whose quota is used up, as was told. */
  readonly #exhausted = new Set<string>();

  /** What follows from a status, given that it is told as `data`. */
  afterStatus(status: StatusEvent, data: EventJson['data']): DerivedEvent[] {
    const before = this.#links.get(status.userId) ?? 'unknown';
    const after = linkStateAfter(before, status);
    this.#links.set(status.userId, after);
    if (before === after) return [];
    if (after === 'lost') return [{ kind: 'link_lost', data }];
    return before === 'lost' ? [{ kind: 'link_restored', data }] : [];
  }

  /** What follows from a failure. */
  afterFailure(data: EventJson['data']): DerivedEvent[] {
    const { user_id: userId, code } = data;
    if (code !== 'llm_quota' || this.#exhausted.has(userId)) return [];
    this.#exhausted.add(userId);
    return [{ kind: 'budget_reached', data }];
  }

  /** The bot answers again. */
  replied(userId: string): void {
    this.#exhausted.delete(userId);
  }
}
