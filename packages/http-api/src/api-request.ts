import type { Imposter, Playground } from '@chat-imposter/core';
import type { ApiAnswer } from './api-answer.ts';
import type { Principal } from './auth/principal.ts';
import type { EventFeed } from './events/event-feed.ts';
import type { MetricsText } from './metrics/metrics.ts';
import type { QueryValues } from './query.ts';

/**
 * Which polls of a status keep an attempt to link alive: only those with `heartbeat=true`, or each of them
 * (for clients that know no heartbeat).
 */
export type LinkingHeartbeat = 'explicit' | 'any-poll';

/** What all calls work with. */
export interface ApiParts {
  readonly imposter: Imposter;
  readonly linkingHeartbeat: LinkingHeartbeat;
  /** What happens. */
  readonly feed: EventFeed;
  /** The figures now. */
  metrics(): Promise<MetricsText>;
  /** Where bots can be talked to; null where the program has none. */
  readonly playground: Playground | null;
  /** The OpenAPI document. */
  openApi(): Promise<object>;
}

/** What a handler is given: a call that was let in, with every part of it checked. */
export interface ApiRequest extends ApiParts {
  /** The path as it was called, below where the API is mounted. */
  readonly path: string;
  /**
   * Who calls.
   * @throws Error on routes that need nobody.
   */
  caller(): Principal;
  /**
   * The decoded path parameter of this name.
   * @throws Error when the route has none of that name.
   */
  parameter(name: string): string;
  /** The query keys that were given, by name. */
  readonly query: QueryValues;
  /** The parsed JSON body; undefined on routes without one. */
  readonly body: unknown;
  /** A header by its lower-case name, one that is repeated as a list (RFC 9110, section 5.3); null without it. */
  header(name: string): string | null;
  /** Aborted when nobody wants the answer any more: the caller has gone, or is not let in any more. */
  ended(): AbortSignal;
}

/** Answers one kind of call. Knows nothing of Express; rejects with what `problemOf` understands. */
export type Handler = (request: ApiRequest) => Promise<ApiAnswer>;
