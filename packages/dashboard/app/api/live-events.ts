import { createParser } from 'eventsource-parser';
import { ApiError } from './api-error.ts';
import type { EventKind } from './api-json.ts';
import { requestApi } from './call-api.ts';

/** Something that happened, as the API tells it; `gap`: something was missed, so what is shown is to be read anew. */
export interface LiveEvent {
  kind: EventKind | 'gap';
  data: { user_id?: string; time?: number } & Record<string, unknown>;
}

/** Whether events come: `offline` while the server cannot be reached, `refused` when it wants another token. */
export type LiveState = 'connecting' | 'open' | 'offline' | 'refused';

/** Without anything from the server for so long, the connection is taken for dead: it tells of itself every 15 s. */
const SILENCE_MS = 40_000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;

/**
 * The events of the API, for everybody on the page, over one connection that is made again when it breaks. It is read with
 * `fetch`, because `EventSource` can send no token.
 */
export class LiveEvents {
  readonly #listeners = new Set<(event: LiveEvent) => void>();
  readonly #watchers = new Set<() => void>();
  readonly #ended = new AbortController();
  #state: LiveState = 'connecting';
  #lastEventId: string | null = null;
  #retryMs = FIRST_RETRY_MS;
  #wake: () => void = () => {};

  /** Begins to read. */
  start(): void {
    void this.#readAgainAndAgain();
  }

  stop(): void {
    this.#ended.abort();
    this.#wake();
  }

  /** Tries again at once, if it waits to do so. */
  retry(): void {
    this.#wake();
  }

  get state(): LiveState {
    return this.#state;
  }

  /** Calls `listener` with every event; gives what ends that. */
  subscribe(listener: (event: LiveEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls `watcher` whenever the state is another one; gives what ends that. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  async #readAgainAndAgain(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      try {
        await this.#read();
      } catch (error) {
        if (this.#ended.signal.aborted) return;
        if (error instanceof ApiError && (error.status === 401 || error.status === 403)) {
          this.#setState('refused');
          return;
        }
      }
      this.#setState('offline');
      await this.#pause();
    }
  }

  async #read(): Promise<void> {
    const silent = new AbortController();
    const signal = AbortSignal.any([this.#ended.signal, silent.signal]);
    const headers = this.#lastEventId === null ? {} : { 'Last-Event-ID': this.#lastEventId };
    const response = await requestApi('api/events', { headers, signal });
    const wasOffline = this.#state === 'offline';
    this.#setState('open');
    this.#retryMs = FIRST_RETRY_MS;
    // Without a place to go on from, what happened meanwhile is not told.
    if (wasOffline && this.#lastEventId === null) this.#tell({ kind: 'gap', data: {} });
    const parser = createParser({
      onEvent: ({ event, id, data }) => {
        if (id !== undefined) this.#lastEventId = id;
        if (event !== undefined) this.#tell({ kind: event as LiveEvent['kind'], data: JSON.parse(data) });
      },
    });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const timer = setTimeout(() => silent.abort(), SILENCE_MS);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (done) return;
      parser.feed(decoder.decode(value, { stream: true }));
    }
  }

  #tell(event: LiveEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  #setState(state: LiveState): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const watcher of this.#watchers) watcher();
  }

  async #pause(): Promise<void> {
    const delayMs = this.#retryMs;
    this.#retryMs = Math.min(2 * delayMs, LONGEST_RETRY_MS);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, delayMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
