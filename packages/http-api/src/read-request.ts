import type { ApiParts, ApiRequest } from './api-request.ts';
import type { Principal } from './auth/principal.ts';
import { checkBodyHeaders, hasBody } from './body/body-headers.ts';
import { readJson } from './body/read-json.ts';
import { callEnd } from './call-end.ts';
import type { Exchange } from './exchange.ts';
import { readQuery } from './query.ts';

/**
 * Reads and checks every part of a call that was let in.
 * @throws Problem 400, 413 or 415
 */
export async function readRequest(exchange: Exchange): Promise<Omit<ApiRequest, keyof ApiParts>> {
  const { principal, match, target } = exchange;
  const { request, response } = exchange.call;
  const { route, parameters } = match;
  const query = readQuery(target.search, route.query ?? {});
  if (route.body === undefined && hasBody(request.headers)) checkBodyHeaders(request.headers);
  const body = route.body !== undefined ? await readJson(request) : undefined;
  return {
    path: target.path,
    query,
    body,
    caller: () => callerOf(principal),
    parameter: (name) => parameterOf(parameters, name),
    header: (name) => request.headersDistinct[name]?.join(', ') ?? null,
    ended: () => callEnd(response, principal),
  };
}

function callerOf(principal: Principal | null): Principal {
  if (principal === null) throw new Error('This route needs nobody, so nobody is known.');
  return principal;
}

function parameterOf(parameters: ReadonlyMap<string, string>, name: string): string {
  const value = parameters.get(name);
  if (value === undefined) throw new Error(`This route has no parameter ":${name}".`);
  return value;
}
