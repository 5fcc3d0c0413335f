import { type Imposter, silentLogger } from '@chat-imposter/core';
import type { ApiCall } from './api-call.ts';
import type { ApiRequest } from './api-request.ts';
import type { ApiRouterOptions } from './api-router-options.ts';
import type { Auth, Principal } from './auth/auth.ts';
import { checkBodyHeaders, hasBody } from './body/body-headers.ts';
import { dropRest } from './body/drop-rest.ts';
import { readJson } from './body/read-json.ts';
import { checkHost, type HostRule, hostRule } from './guards/host.ts';
import { checkOrigin } from './guards/origin.ts';
import { isOpenPath, isOwnPath, matchRoute, type RouteMatch } from './match-route.ts';
import { answerOf, problemOf } from './problem.ts';
import { readQuery } from './query.ts';
import { parseTarget, type RequestTarget } from './request-target.ts';
import { routes } from './routes.ts';
import { writeAnswer } from './write-answer.ts';

/** The API without a web framework. */
export interface Api {
  /** Whether this URL is the API's to answer; all others are the surrounding program's. */
  owns(url: string): boolean;
  /** Answers a call to a URL of its own. Never rejects. */
  serve(call: ApiCall): Promise<void>;
}

/**
 * Makes the API of an imposter.
 * @throws TypeError when the options do not say who is let in.
 */
export function createApi(imposter: Imposter, options: ApiRouterOptions): Api {
  const auth = chosenAuth(options);
  const isOwnHost = hostRuleOf(options, auth);
  const linkingHeartbeat = options.linkingHeartbeat ?? 'explicit';
  const logger = options.logger ?? silentLogger;

  /** The order of the checks: a foreign page must not even cost its visitor a failed try. */
  async function admit(call: ApiCall, target: RequestTarget): Promise<Principal | 'answered' | null> {
    const headers = call.request.headersDistinct;
    if (isOwnHost !== null) checkHost(headers, target.authority, isOwnHost);
    checkOrigin(headers, target.authority);
    return isOpenPath(target.path, routes) ? null : auth.authenticate(call);
  }

  async function answer(call: ApiCall): Promise<void> {
    const target = parseTarget(call.request.url ?? '');
    const principal = await admit(call, target);
    if (principal === 'answered') return;
    const match = matchRoute(routes, call.request.method ?? '', target.path);
    const parts = await readRequest(call, target, match);
    await writeAnswer(
      call.response,
      await match.route.handler({ imposter, linkingHeartbeat, principal, ...parts }),
    );
  }

  async function refuse({ request, response }: ApiCall, error: unknown): Promise<void> {
    const problem = problemOf(error);
    if (problem.status >= 500) {
      logger.error({ err: problem.cause, method: request.method }, 'A call of the API failed.');
    }
    await writeAnswer(response, answerOf(problem));
  }

  return {
    owns: (url) => isOwnPath(parseTarget(url).path, routes),
    async serve(call) {
      await answer(call).catch((error: unknown) => refuse(call, error));
      dropRest(call.request);
    },
  };
}

async function readRequest(
  { request }: ApiCall,
  { search }: RequestTarget,
  { route, parameters }: RouteMatch,
): Promise<Pick<ApiRequest, 'parameter' | 'query' | 'body'>> {
  const query = readQuery(search, route.query ?? {});
  if (!route.body && hasBody(request.headers)) checkBodyHeaders(request.headers);
  const body = route.body ? await readJson(request) : undefined;
  return { query, body, parameter: (name) => parameterOf(parameters, name) };
}

function parameterOf(parameters: ReadonlyMap<string, string>, name: string): string {
  const value = parameters.get(name);
  if (value === undefined) throw new Error(`This route has no parameter ":${name}".`);
  return value;
}

function chosenAuth(options: Partial<ApiRouterOptions> | undefined): Auth {
  const auth = options?.auth;
  if (typeof auth?.authenticate === 'function') return auth;
  throw new TypeError(
    'createApiRouter: say who may call, with one of { auth: bearer({ tokens }) }, ' +
      '{ auth: middleware(fn) } with the login of your program, or { auth: insecureLoopbackOnly() }.',
  );
}

function hostRuleOf({ allowedHosts }: ApiRouterOptions, auth: Auth): HostRule | null {
  return allowedHosts === undefined && !auth.checksHosts ? null : hostRule(allowedHosts ?? []);
}
