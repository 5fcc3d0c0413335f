import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { TOKEN } from './access.ts';
import type { ApiCase } from './api-cases.ts';

/** Connections that are kept, each with one call at a time. */
const CONNECTIONS = 8;

/** What a server answered; the time of it is left out. */
export interface Answered {
  status: number | undefined;
  headers: Record<string, unknown>;
  body: unknown;
}

/** Calls a server over connections that it keeps. */
export class ApiClient {
  readonly #port: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

  constructor(port: number) {
    this.#port = port;
  }

  /** Sends one call and reads all of its answer. */
  async ask(call: ApiCase): Promise<Answered> {
    const response = await this.#send(call);
    const { date: _, ...headers } = response.headers;
    return { status: response.statusCode, headers, body: JSON.parse(await text(response)) };
  }

  /**
   * Sends a number of calls, so many side by side as there are connections.
   * @throws Error when one is not answered with 200
   */
  async askOften(call: ApiCase, count: number): Promise<void> {
    let left = count;
    const work = async () => {
      while (left-- > 0) {
        const response = await this.#send(call);
        if (response.statusCode !== 200)
          throw new Error(`${call.path} was answered with ${response.statusCode}.`);
        for await (const _ of response);
      }
    };
    await Promise.all(Array.from({ length: CONNECTIONS }, work));
  }

  close(): void {
    this.#agent.destroy();
  }

  #send({ method, path, body }: ApiCase): Promise<IncomingMessage> {
    const headers = {
      authorization: `Bearer ${TOKEN}`,
      ...(body !== null && {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
      }),
    };
    return new Promise((resolve, reject) => {
      request({ host: '127.0.0.1', port: this.#port, agent: this.#agent, method, path, headers })
        .once('response', resolve)
        .once('error', reject)
        .end(body ?? undefined);
    });
  }
}
