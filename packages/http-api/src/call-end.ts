import type { ServerResponse } from 'node:http';
import type { Principal } from './auth/principal.ts';

/** Aborted when the caller of an answer has gone, or is not let in any more. */
export function callEnd(response: ServerResponse, principal: Principal | null): AbortSignal {
  const ended = new AbortController();
  const end = () => ended.abort();
  const revoked = principal?.revoked;
  response.once('close', end);
  // Of all calls of a caller one signal tells: it must not keep those that are over.
  revoked?.addEventListener('abort', end, { once: true, signal: ended.signal });
  if (response.destroyed || revoked?.aborted) end();
  return ended.signal;
}
