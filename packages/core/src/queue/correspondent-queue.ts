import type { Limits } from '../configuration/user-configuration.ts';
import type { EvictionReason } from '../contracts/events.ts';
import type { StoredMessage } from '../contracts/store.ts';
import { evictionReason, sizeOf, type Totals, truncate } from '../limits.ts';
import { isSameParty } from '../stored-message.ts';
import { Ring } from './ring.ts';

/** A message in a queue: its content is cut to the limit of a single message, `size` counts its code points. */
export interface QueuedMessage extends StoredMessage {
  id: number;
  size: number;
}

/** Whether a message enters the queue: the words of the bot and of the owner have no id. */
export function hasId(message: StoredMessage): message is StoredMessage & { id: number } {
  return message.id !== null;
}

/** A message that a limit pushed out, with what the queue held just before. */
export interface Eviction {
  message: QueuedMessage;
  reason: EvictionReason;
  before: Totals;
  /** Size of the new message that needed the room; 0 when there was none. */
  newMessageSize: number;
}

/**
 * The unprocessed messages of one contact, oldest first, within limits. Their ids ascend.
 * Adding, evicting, and removing from the front cost the same however many there are.
 */
export class CorrespondentQueue {
  #messages = new Ring<QueuedMessage>();
  #characters = 0;
  #waiting = 0;
  readonly #limits: Limits;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get count(): number {
    return this.#messages.count;
  }

  /** The message that came last. */
  get newest(): QueuedMessage | undefined {
    return this.#messages.newest;
  }

  /** Whether a message waits for an answer. */
  get isWaiting(): boolean {
    return this.#waiting > 0;
  }

  /** Cuts the message, evicts from the front until it fits, and appends it. It is added even when it never fits. */
  add(message: StoredMessage & { id: number }, now: number): Eviction[] {
    const content = truncate(message.content, this.#limits.max_characters_single_message);
    const size = sizeOf(content);
    const evictions = this.#evict({ count: 1, characters: size }, now);
    this.#append(queued(message, { content, size, before: this.#messages.newest }));
    return evictions;
  }

  /**
   * Lets a message say something else, cut like a new one, and evicts others until the limits hold, the oldest first. It
   * stays itself, also when it never fits; one that is not queued is passed over.
   */
  edit(id: number, text: string, now: number): Eviction[] {
    const edited = this.messages().find((message) => message.id === id);
    if (edited === undefined) return [];
    const content = truncate(text, this.#limits.max_characters_single_message);
    const size = sizeOf(content);
    this.#characters += size - edited.size;
    Object.assign(edited, { content, size });
    const evictions = this.#excess(edited, now);
    this.remove(new Set(evictions.map(({ message }) => message.id)));
    return evictions;
  }

  /** Evicts what has become too old, or exceeds limits that were lowered. */
  expire(now: number): Eviction[] {
    return this.#evict(NOTHING, now);
  }

  /** What is queued, oldest first. */
  messages(): QueuedMessage[] {
    return this.#messages.toArray();
  }

  /** Whether one of these messages is queued. */
  holdsAny(ids: readonly number[]): boolean {
    return this.messages().some(({ id }) => ids.includes(id));
  }

  /** Lets messages stay without waiting for an answer. */
  collect(ids: ReadonlySet<number>): void {
    for (const message of this.messages()) {
      if (message.state !== 'waiting' || !ids.has(message.id)) continue;
      message.state = 'collected';
      this.#waiting -= 1;
    }
  }

  /** Takes messages out and returns them, oldest first; ids that are not queued are passed over. */
  remove(ids: ReadonlySet<number>): QueuedMessage[] {
    const removed: QueuedMessage[] = [];
    for (let oldest = this.#messages.oldest; oldest !== undefined; oldest = this.#messages.oldest) {
      if (!ids.has(oldest.id)) break;
      this.#dropOldest(oldest);
      removed.push(oldest);
    }
    if (this.#messages.oldest !== undefined && this.#messages.oldest.id < highest(ids))
      this.#removeBehind(ids, removed);
    return removed;
  }

  /** What is to be evicted so that a message can stay. */
  #excess(staying: QueuedMessage, now: number): Eviction[] {
    const evictions: Eviction[] = [];
    const held = { count: this.count, characters: this.#characters };
    for (const message of this.messages()) {
      if (message === staying) continue;
      const reason = evictionReason(message, held, NOTHING, this.#limits, now);
      if (reason === null) break;
      evictions.push({ message, reason, before: { ...held }, newMessageSize: 0 });
      held.count -= 1;
      held.characters -= message.size;
    }
    return evictions;
  }

  #removeBehind(ids: ReadonlySet<number>, removed: QueuedMessage[]): void {
    const messages = this.messages();
    this.#messages = new Ring();
    this.#characters = 0;
    this.#waiting = 0;
    for (const message of messages) {
      if (ids.has(message.id)) removed.push(message);
      else this.#append(message);
    }
  }

  #append(message: QueuedMessage): void {
    this.#messages.push(message);
    this.#characters += message.size;
    if (message.state === 'waiting') this.#waiting += 1;
  }

  #evict(incoming: Totals, now: number): Eviction[] {
    const evictions: Eviction[] = [];
    for (let oldest = this.#messages.oldest; oldest !== undefined; oldest = this.#messages.oldest) {
      const before = { count: this.count, characters: this.#characters };
      const reason = evictionReason(oldest, before, incoming, this.#limits, now);
      if (reason === null) break;
      evictions.push({ message: oldest, reason, before, newMessageSize: incoming.characters });
      this.#dropOldest(oldest);
    }
    return evictions;
  }

  #dropOldest(oldest: QueuedMessage): void {
    this.#messages.shift();
    this.#characters -= oldest.size;
    if (oldest.state === 'waiting') this.#waiting -= 1;
  }
}

const NOTHING: Totals = { count: 0, characters: 0 };

/**
 * The message as it is kept. Who it is from is mostly said by the message before it too, and is then kept once.
 * Every field is named, because a copy by spreading takes several times as long.
 */
function queued(
  message: StoredMessage & { id: number },
  { content, size, before }: { content: string; size: number; before: QueuedMessage | undefined },
): QueuedMessage {
  const { correspondentId, sender, group } = message;
  return {
    id: message.id,
    providerMessageId: message.providerMessageId,
    content,
    quoted: message.quoted,
    sender: before !== undefined && isSameParty(sender, before.sender) ? before.sender : sender,
    source: message.source,
    group: before !== undefined && isSameParty(group, before.group) ? before.group : group,
    acceptedTime: message.acceptedTime,
    originatingTime: message.originatingTime,
    correspondentId: correspondentId === before?.correspondentId ? before.correspondentId : correspondentId,
    origin: message.origin,
    state: message.state,
    reason: message.reason,
    size,
  };
}

function highest(ids: ReadonlySet<number>): number {
  let highest = Number.NEGATIVE_INFINITY;
  for (const id of ids) if (id > highest) highest = id;
  return highest;
}
