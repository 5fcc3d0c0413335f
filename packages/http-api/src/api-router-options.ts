import type { Clock, Logger, Playground } from '@chat-imposter/core';
import type { LinkingHeartbeat } from './api-request.ts';
import type { Audit } from './audit/audit.ts';
import type { Auth } from './auth/auth.ts';

/** Options of {@link createApiRouter}. */
export interface ApiRouterOptions {
  /** Who is let in: `bearer({ tokens })`, `middleware(fn)` or `insecureLoopbackOnly()`. There is no default. */
  auth: Auth;
  /**
   * Host names under which the API may be called, without scheme, port or path; `localhost` and IP addresses may
   * always be used. Unset: no other name, or with `middleware` every name, because the program knows its own.
   */
  allowedHosts?: readonly string[];
  /**
   * Pages of these other origins may call, such as `https://admin.example.com`; `*` is refused. Default: none, only pages
   * of the host that the API is called under.
   */
  corsOrigins?: readonly string[];
  /**
   * Which polls of a status keep an attempt to link alive.
   * @default 'explicit'
   */
  linkingHeartbeat?: LinkingHeartbeat;
  /**
   * How many calls a minute each caller may make; those of statuses and events are not counted. `null`: any number.
   * Unset: 1,200, and any number with `insecureLoopbackOnly`.
   */
  callsPerMinute?: number | null;
  /** Gets a line for each call that changes something or shows private texts. Unset: they go to `logger`, as `info`. */
  audit?: Audit;
  /**
   * Gets the errors behind answers of 5xx, which callers are not told. Unset: they go nowhere.
   */
  logger?: Logger;
  /**
   * Where people can talk to bots as a contact would: `createPlayground` of `@chat-imposter/provider-playground`. Unset: the
   * calls for it are answered with 501.
   */
  playground?: Playground;
  /** What calls are counted with, and events are timed with. Default: the machine's own clock. */
  clock?: Clock;
}
