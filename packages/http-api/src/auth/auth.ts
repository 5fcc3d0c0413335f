import type { ApiCall } from '../api-call.ts';
import { Problem } from '../problem.ts';
import type { Principal } from './principal.ts';

/**
 * How the router finds out who calls: made by {@link bearer}, {@link middleware} or {@link insecureLoopbackOnly}.
 */
export interface Auth {
  /** Whether foreign `Host` names are refused when no `allowedHosts` are given. */
  readonly checksHosts: boolean;
  /** Whether callers are held to a number of calls a minute when no limit is given. */
  readonly limitsCalls: boolean;
  /**
   * Resolves to the caller, or to `'answered'` when the call needs no answer any more.
   * @throws Problem when the caller is not let in.
   */
  authenticate(call: ApiCall): Promise<Principal | 'answered'>;
}

/**
 * The refusal of a caller that has not shown who it is.
 * @param scheme What `WWW-Authenticate` asks for; null leaves the header out.
 */
export function unauthorized(scheme: string | null, detail: string): Problem {
  const headers = scheme === null ? {} : { 'www-authenticate': scheme };
  return new Problem(401, 'unauthorized', detail, { headers });
}
