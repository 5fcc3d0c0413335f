import type { IncomingMessage, ServerResponse } from 'node:http';

/** One HTTP exchange as it comes in, before anything about it is trusted. */
export interface ApiCall {
  /** `url` starts where the router is mounted. `body` is set when the program around the router has parsed it. */
  readonly request: IncomingMessage & { body?: unknown };
  readonly response: ServerResponse;
  /** Who is counted for failed tries: the socket's peer, or what the program's trusted proxies say. */
  readonly clientAddress: string;
}
