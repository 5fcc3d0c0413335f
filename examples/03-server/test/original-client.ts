import { setTimeout as wait } from 'node:timers/promises';

/** A status as the client reads it. */
interface SeenStatus {
  status: string;
  authenticated: boolean;
  qr?: string;
}

/** How often the client asks, milliseconds. */
export interface Intervals {
  /** For the statuses of all bots. */
  list: number;
  /** For the status of the bot that is being linked. */
  link: number;
}

/** What the client shows when a call is refused: the status, and the `detail`, which it takes for a text. */
class Refusal extends Error {
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

/** A client that was written for the first version of the API: it sends no heartbeat, and knows no `code` of errors. */
export class OriginalClient {
  /** Each status that the list of all bots has shown of the bot, once in a row. */
  readonly listed: (string | undefined)[] = [];
  readonly #url: string;
  readonly #userId: string;
  readonly #intervals: Intervals;

  constructor(url: string, userId: string, intervals: Intervals) {
    this.#url = url;
    this.#userId = userId;
    this.#intervals = intervals;
  }

  schema(): Promise<Record<string, unknown>> {
    return this.#call('GET', '/api/configurations/schema');
  }

  /** Lists the statuses of all bots until the signal comes. */
  async list(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const { configurations } = await this.#call('GET', '/api/configurations/status');
      const bots = configurations as { user_id: string; status: string; authenticated: boolean }[];
      const status = bots.find(({ user_id }) => user_id === this.#userId)?.status;
      if (this.listed.length === 0 || this.listed.at(-1) !== status) this.listed.push(status);
      await wait(this.#intervals.list);
    }
  }

  /** Sends a configuration to be linked; tells the ids of the bots that were started. */
  async start(configuration: object): Promise<string[]> {
    const { successful } = await this.#call('PUT', '/chatbot', configuration);
    return (successful as { user_id: string }[]).map(({ user_id }) => user_id);
  }

  /** Polls the status, without a heartbeat, until the bot is connected; hands over each QR that it is shown. */
  async untilConnected(shown: (qr: string) => Promise<void>): Promise<SeenStatus> {
    let last: string | undefined;
    for (;;) {
      const seen = await this.status();
      if (seen.status === 'connected') return seen;
      if (seen.status === 'disconnected') throw new Error('The attempt to link has ended.');
      if (seen.qr !== undefined && seen.qr !== last) await shown(seen.qr);
      last = seen.qr ?? last;
      await wait(this.#intervals.link);
    }
  }

  async status(): Promise<SeenStatus> {
    const status: unknown = await this.#call('GET', `/chatbot/${this.#userId}/status`);
    return status as SeenStatus;
  }

  /** It always sends the configurations in an array. */
  save(configuration: object): Promise<Record<string, unknown>> {
    return this.#call('PUT', `/api/configurations/${this.#userId}`, [configuration]);
  }

  configuration(): Promise<Record<string, unknown>> {
    return this.#call('GET', `/api/configurations/${this.#userId}`);
  }

  reload(): Promise<Record<string, unknown>> {
    return this.#call('POST', `/chatbot/${this.#userId}/reload`);
  }

  unlink(): Promise<Record<string, unknown>> {
    return this.#call('DELETE', `/chatbot/${this.#userId}`);
  }

  /** It looks only whether the call was refused. */
  async forget(): Promise<void> {
    await this.#call('DELETE', `/api/configurations/${this.#userId}`);
  }

  /** @throws Refusal */
  async #call(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const text = await response.text();
    const answer = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    if (response.ok) return answer;
    if (typeof answer.detail !== 'string') throw new TypeError(`The detail is no text: ${text}`);
    throw new Refusal(response.status, answer.detail);
  }
}
