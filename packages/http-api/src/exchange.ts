import type { ApiCall } from './api-call.ts';
import type { Principal } from './auth/principal.ts';
import type { RequestTarget } from './request-target.ts';
import type { RouteMatch } from './route-table.ts';

/** A call whose route and caller are known. */
export interface Exchange {
  readonly call: ApiCall;
  readonly target: RequestTarget;
  readonly match: RouteMatch;
  /** Null where nobody needs to be known. */
  readonly principal: Principal | null;
  /** The bot that it is about, from the path or else from the body, when that has been read; null when none is named. */
  userId: string | null;
}
