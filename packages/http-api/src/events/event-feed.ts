import {
  type Clock,
  type EventJson,
  eventNames,
  eventToJson,
  type Imposter,
  type ImposterEvents,
} from '@chat-imposter/core';

/** How many events are kept for readers that come back. */
const CAPACITY = 1_000;
/** How much their texts may have together, UTF-16 code units: fewer events are kept when they are long. */
const MOST_TEXT = 4_000_000;
/** For how long they are kept, milliseconds. */
const LONGEST_MS = 3_600_000;
/** When nothing happens, something is sent this often, so that proxies keep the connection. */
const KEEP_ALIVE_MS = 15_000;

/** An event as it is kept. */
export interface FeedEvent extends EventJson {
  /** Names it for `Last-Event-ID`. */
  id: string;
  /** When it happened, epoch milliseconds. */
  time: number;
}

/** What a reader of the feed gets: an event, or that some were missed, or that nothing happened for a while. */
export type FeedItem<Seen> =
  | { kind: 'event'; id: string; seen: Seen }
  | { kind: 'gap'; id: string }
  | { kind: 'idle'; id: string };

/** Who reads the feed, and from where on. */
export interface FeedQuery<Seen> {
  lastEventId: string | null;
  ended: AbortSignal;
  /** What the reader may see of an event; null: nothing. */
  sees: (event: FeedEvent) => Seen | null;
}

interface Kept {
  time: number;
  userId: string;
  /** The platform's id of the message that it shows. */
  messageId: string | null;
  textLength: number;
  /** Makes the JSON only when somebody reads. */
  json: () => EventJson;
}

/** The last events of an imposter, to be read from any point on. */
export class EventFeed {
  readonly #clock: Clock;
  /** Tells the events of this process from those of another. */
  readonly #name: string;
  /** The event with the number n is at n modulo the capacity. */
  readonly #kept: (Kept | undefined)[] = [];
  #newest = 0;
  /** The number of the last event that is kept no more. */
  #gone = 0;
  #textLength = 0;
  readonly #waiting = new Set<() => void>();

  constructor(imposter: Imposter, { clock, name }: { clock: Clock; name: string }) {
    this.#clock = clock;
    this.#name = name;
    for (const event of eventNames) this.#listen(imposter, event);
  }

  /**
   * Reads from behind the event of this id, or from now on (null), until `ended` is aborted; only what `sees` gives something
   * for. An id that is not known any more, or never was, begins with a gap. A reader that is too slow finds gaps as well:
   * nothing waits for it.
   */
  async *read<Seen>({ lastEventId, ended, sees }: FeedQuery<Seen>): AsyncGenerator<FeedItem<Seen>> {
    this.#dropOld();
    let position = lastEventId === null ? this.#newest : this.#positionOf(lastEventId);
    let quietUntil = this.#clock.now() + KEEP_ALIVE_MS;
    while (!ended.aborted) {
      if (position < this.#gone) {
        position = this.#newest;
        yield { kind: 'gap', id: this.#idOf(position) };
      }
      while (position < this.#newest && position >= this.#gone && !ended.aborted) {
        position += 1;
        const event = this.#at(position);
        const seen = event === null ? null : sees(event);
        if (event === null || seen === null) continue;
        yield { kind: 'event', id: event.id, seen };
        quietUntil = this.#clock.now() + KEEP_ALIVE_MS;
      }
      // Also where much happens of which the reader may see nothing.
      const leftMs = quietUntil - this.#clock.now();
      if (leftMs > 0 && (position < this.#newest || (await this.#more(ended, leftMs)))) continue;
      if (ended.aborted) return;
      yield { kind: 'idle', id: this.#idOf(position) };
      quietUntil = this.#clock.now() + KEEP_ALIVE_MS;
    }
  }

  #listen<Name extends keyof ImposterEvents>(imposter: Imposter, name: Name): void {
    const listener = (event: Parameters<ImposterEvents[Name]>[0]) => this.#add(name, event);
    imposter.on(name, listener as ImposterEvents[Name]);
  }

  #add<Name extends keyof ImposterEvents>(name: Name, event: Parameters<ImposterEvents[Name]>[0]): void {
    if (this.#newest - this.#gone === CAPACITY) this.#drop();
    this.#forgetBefore(name, event);
    this.#newest += 1;
    const { userId } = event;
    const textLength = textLengthOf(event);
    const json = () => eventToJson(name, event);
    const kept = { time: this.#clock.now(), userId, messageId: messageIdOf(event), textLength, json };
    this.#kept[this.#newest % CAPACITY] = kept;
    this.#textLength += textLength;
    while (this.#textLength > MOST_TEXT && this.#gone < this.#newest - 1) this.#drop();
    this.#dropOld();
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /** What is erased or deleted elsewhere is shown to nobody who comes later. */
  #forgetBefore(name: keyof ImposterEvents, event: { userId: string }): void {
    const { userId } = event;
    if (name === 'removal' || name === 'erasure') this.#forget((kept) => kept.userId === userId);
    if (name !== 'deletion') return;
    const messageId = messageIdOf(event);
    this.#forget((kept) => kept.userId === userId && messageId !== null && kept.messageId === messageId);
  }

  #forget(isMeant: (kept: Kept) => boolean): void {
    for (const [slot, kept] of this.#kept.entries()) {
      if (kept === undefined || !isMeant(kept)) continue;
      this.#textLength -= kept.textLength;
      this.#kept[slot] = undefined;
    }
  }

  /** Who was away for long reads anew what there is. */
  #dropOld(): void {
    const oldest = this.#clock.now() - LONGEST_MS;
    while (this.#gone < this.#newest && (this.#kept[(this.#gone + 1) % CAPACITY]?.time ?? 0) < oldest) {
      this.#drop();
    }
  }

  /** Forgets the oldest. */
  #drop(): void {
    this.#gone += 1;
    const slot = this.#gone % CAPACITY;
    this.#textLength -= this.#kept[slot]?.textLength ?? 0;
    this.#kept[slot] = undefined;
  }

  /** Null for one that was forgotten. */
  #at(position: number): FeedEvent | null {
    const kept = this.#kept[position % CAPACITY];
    return kept === undefined ? null : { id: this.#idOf(position), time: kept.time, ...kept.json() };
  }

  #idOf(position: number): string {
    return `${this.#name}-${position}`;
  }

  /** Before all that is kept, when the id is not one of ours. */
  #positionOf(id: string): number {
    const separator = id.lastIndexOf('-');
    const position = Number(id.slice(separator + 1));
    const isOurs = id.slice(0, separator) === this.#name && /^\d{1,15}$/.test(id.slice(separator + 1));
    return isOurs && position <= this.#newest ? position : Number.NEGATIVE_INFINITY;
  }

  /** Waits for the next event, or the end. False when nothing came for a while. */
  async #more(ended: AbortSignal, waitMs: number): Promise<boolean> {
    if (ended.aborted) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const wake = () => resolve(true);
    this.#waiting.add(wake);
    ended.addEventListener('abort', wake, { once: true });
    const cancel = this.#clock.after(waitMs, () => resolve(false));
    try {
      return await promise;
    } finally {
      cancel();
      ended.removeEventListener('abort', wake);
      this.#waiting.delete(wake);
    }
  }
}

/** Of what can be long: what somebody wrote, or is to be told. */
function textLengthOf(event: object): number {
  const { text = '', message } = event as { text?: string; message?: { content: string } };
  return text.length + (message?.content.length ?? 0);
}

function messageIdOf(event: object): string | null {
  const { message } = event as { message?: { providerMessageId: string | null } };
  return message?.providerMessageId ?? null;
}
