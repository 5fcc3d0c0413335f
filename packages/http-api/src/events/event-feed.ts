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
export type FeedItem = { kind: 'event'; event: FeedEvent } | { kind: 'gap'; id: string } | { kind: 'idle' };

interface Kept {
  time: number;
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
   * Reads from behind the event of this id, or from now on (null), until `ended` is aborted. An id that is not known any
   * more, or never was, begins with a gap. A reader that is too slow finds gaps as well: nothing waits for it.
   */
  async *read(lastEventId: string | null, ended: AbortSignal): AsyncGenerator<FeedItem> {
    let position = lastEventId === null ? this.#newest : this.#positionOf(lastEventId);
    while (!ended.aborted) {
      if (position < this.#gone) {
        position = this.#newest;
        yield { kind: 'gap', id: this.#idOf(position) };
      }
      while (position < this.#newest && position >= this.#gone && !ended.aborted) {
        position += 1;
        yield { kind: 'event', event: this.#at(position) };
      }
      if (position === this.#newest && !(await this.#more(ended))) yield { kind: 'idle' };
    }
  }

  #listen<Name extends keyof ImposterEvents>(imposter: Imposter, name: Name): void {
    const listener = (event: Parameters<ImposterEvents[Name]>[0]) => this.#add(name, event);
    imposter.on(name, listener as ImposterEvents[Name]);
  }

  #add<Name extends keyof ImposterEvents>(name: Name, event: Parameters<ImposterEvents[Name]>[0]): void {
    if (this.#newest - this.#gone === CAPACITY) this.#drop();
    this.#newest += 1;
    const textLength = textLengthOf(event);
    const json = () => eventToJson(name, event);
    this.#kept[this.#newest % CAPACITY] = { time: this.#clock.now(), textLength, json };
    this.#textLength += textLength;
    while (this.#textLength > MOST_TEXT && this.#gone < this.#newest - 1) this.#drop();
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /** Forgets the oldest. */
  #drop(): void {
    this.#gone += 1;
    const slot = this.#gone % CAPACITY;
    this.#textLength -= this.#kept[slot]?.textLength ?? 0;
    this.#kept[slot] = undefined;
  }

  #at(position: number): FeedEvent {
    const kept = this.#kept[position % CAPACITY];
    if (kept === undefined) throw new Error(`There is no event ${position}.`);
    return { id: this.#idOf(position), time: kept.time, ...kept.json() };
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
  async #more(ended: AbortSignal): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const wake = () => resolve(true);
    this.#waiting.add(wake);
    ended.addEventListener('abort', wake, { once: true });
    const cancel = this.#clock.after(KEEP_ALIVE_MS, () => resolve(false));
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
