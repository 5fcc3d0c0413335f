import type { Clock } from '@chat-imposter/core';
import type { WAVersion } from '@whiskeysockets/baileys';

/** How long web.whatsapp.com may take to answer. */
const ASKING_MS = 4_000;

/**
 * Which version of WhatsApp Web the client says it is. The one that Baileys brings needs no network and serves for
 * months; when WhatsApp refuses it, the current one can be asked for, once per start.
 */
export class ClientVersion {
  readonly #clock: Clock;
  readonly #mayAsk: boolean;
  #hasAsked = false;
  #current: WAVersion | undefined;
  #abort: AbortController | null = null;

  /** @param mayAsk whether web.whatsapp.com may be asked at all */
  constructor(clock: Clock, mayAsk: boolean) {
    this.#clock = clock;
    this.#mayAsk = mayAsk;
  }

  /** The version to use instead of the one that Baileys brings. */
  get current(): WAVersion | undefined {
    return this.#current;
  }

  /** A new start: it may be asked again. */
  reset(): void {
    this.#hasAsked = false;
  }

  /** Asks for the current version after a refusal. Resolves with whether it is another one; never rejects. */
  async renew(): Promise<boolean> {
    if (!this.#mayAsk || this.#hasAsked) return false;
    this.#hasAsked = true;
    const { DEFAULT_CONNECTION_CONFIG, fetchLatestWaWebVersion } = await import('@whiskeysockets/baileys');
    const abort = new AbortController();
    this.#abort = abort;
    const cancel = this.#clock.after(ASKING_MS, () => abort.abort());
    const { version, isLatest } = await fetchLatestWaWebVersion({ signal: abort.signal });
    cancel();
    const refused = this.#current ?? DEFAULT_CONNECTION_CONFIG.version;
    if (!isLatest || version.join('.') === refused.join('.')) return false;
    this.#current = version;
    return true;
  }

  /** Gives up an answer that has not come. */
  cancel(): void {
    this.#abort?.abort();
  }
}
