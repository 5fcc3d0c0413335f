import type { Limits } from '../configuration/user-configuration.ts';
import type { EvictionReason } from '../contracts/events.ts';
import type { StoredMessage } from '../contracts/store.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** A message of the model: what the real queue must show of it. */
export interface ModelMessage {
  correspondentId: string;
  id: number;
  content: string;
  size: number;
  acceptedTime: number;
  state: 'waiting' | 'collected';
}

/** An eviction of the model: what the real one must say. */
export interface ModelEviction {
  message: ModelMessage;
  reason: EvictionReason;
  before: { count: number; characters: number };
  newMessageSize: number;
}

/** The queues of a bot as their rules say, in one list and without any thought for speed. */
export class QueueModel {
  #messages: ModelMessage[] = [];
  readonly #limits: Limits;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  messages(correspondentId: string): ModelMessage[] {
    return this.#messages.filter((message) => message.correspondentId === correspondentId);
  }

  add(message: StoredMessage & { id: number }, now: number): ModelEviction[] {
    const { correspondentId, id, acceptedTime } = message;
    const content = cut(message.content, this.#limits.max_characters_single_message);
    const size = codePoints(content);
    const evictions = this.#evict(correspondentId, { count: 1, size }, now);
    const state = message.state === 'waiting' ? 'waiting' : 'collected';
    this.#messages.push({ correspondentId, id, content, size, acceptedTime, state });
    return evictions;
  }

  expire(now: number): ModelEviction[] {
    const correspondents = [...new Set(this.#messages.map(({ correspondentId }) => correspondentId))];
    return correspondents.flatMap((each) => this.#evict(each, { count: 0, size: 0 }, now));
  }

  edit(correspondentId: string, { id, text }: { id: number; text: string }, now: number): ModelEviction[] {
    const edited = this.messages(correspondentId).find((message) => message.id === id);
    if (edited === undefined) return [];
    edited.content = cut(text, this.#limits.max_characters_single_message);
    edited.size = codePoints(edited.content);
    return this.#evict(correspondentId, { count: 0, size: 0 }, now, edited);
  }

  collect(correspondentId: string, ids: readonly number[]): void {
    for (const message of this.messages(correspondentId)) {
      if (ids.includes(message.id)) message.state = 'collected';
    }
  }

  remove(correspondentId: string, ids: readonly number[]): void {
    this.#messages = this.#messages.filter(
      (message) => message.correspondentId !== correspondentId || !ids.includes(message.id),
    );
  }

  #evict(
    correspondentId: string,
    incoming: { count: number; size: number },
    now: number,
    staying?: ModelMessage,
  ): ModelEviction[] {
    const evictions: ModelEviction[] = [];
    for (;;) {
      const held = this.messages(correspondentId);
      const before = { count: held.length, characters: held.reduce((sum, { size }) => sum + size, 0) };
      const oldest = held.find((message) => message !== staying);
      const reason = this.#reasonToEvict(oldest, before, incoming, now);
      if (oldest === undefined || reason === null) return evictions;
      this.#messages = this.#messages.filter((message) => message !== oldest);
      evictions.push({ message: oldest, reason, before, newMessageSize: incoming.size });
    }
  }

  #reasonToEvict(
    oldest: ModelMessage | undefined,
    before: ModelEviction['before'],
    incoming: { count: number; size: number },
    now: number,
  ): EvictionReason | null {
    if (oldest === undefined) return null;
    const { max_days: days, max_characters: characters, max_messages: count } = this.#limits;
    if (now - oldest.acceptedTime > days * DAY_MS) return 'age';
    if (before.characters + incoming.size > characters) return 'total_characters';
    if (before.count + incoming.count > count) return 'message_count';
    return null;
  }
}

/** The whole graphemes at the beginning of a text that have so many code points at most. */
export function cut(text: string, maxCharacters: number): string {
  let kept = '';
  for (const { segment } of graphemes.segment(text)) {
    if (codePoints(kept + segment) > maxCharacters) break;
    kept += segment;
  }
  return kept;
}

/** The length of a text as its iterator counts. */
export function codePoints(text: string): number {
  return Array.from(text).length;
}
