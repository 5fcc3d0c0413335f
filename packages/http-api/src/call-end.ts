import type { ServerResponse } from 'node:http';
import type { Principal } from './auth/principal.ts';

/** Aborted when the caller of an answer has gone, or is not let in any more. */
export function callEnd(response: ServerResponse, principal: Principal | null): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const revoked = principal?.revoked;
  return revoked ? AbortSignal.any([gone.signal, revoked]) : gone.signal;
}
