import type { Logger } from '@chat-imposter/core';
import type { LinkingHeartbeat } from './api-request.ts';
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
   * Which polls of a status keep an attempt to link alive.
   * @default 'explicit'
   */
  linkingHeartbeat?: LinkingHeartbeat;
  /**
   * Gets the errors behind answers of 5xx, which callers are not told. Unset: they go nowhere.
   */
  logger?: Logger;
}
