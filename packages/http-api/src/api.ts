import { type Imposter, silentLogger, systemClock, systemRandom, userIdIn } from '@chat-imposter/core';
import type { ApiAnswer } from './api-answer.ts';
import type { ApiCall } from './api-call.ts';
import type { ApiParts } from './api-request.ts';
import type { ApiRouterOptions } from './api-router-options.ts';
import { auditInLog, auditOf, isAudited } from './audit/audit.ts';
import { type Auth, unauthorized } from './auth/auth.ts';
import type { Principal } from './auth/principal.ts';
import { checkReach, checkScopes } from './auth/principal.ts';
import { dropRest } from './body/drop-rest.ts';
import { EventFeed } from './events/event-feed.ts';
import type { Exchange } from './exchange.ts';
import { CallLimit } from './guards/call-limit.ts';
import { corsAnswer, corsHeaders, corsRule } from './guards/cors.ts';
import { checkHost, type HostRule, hostRule } from './guards/host.ts';
import { checkOrigin } from './guards/origin.ts';
import { metricsOnDemand } from './metrics/metrics-on-demand.ts';
import { openApiOnDemand } from './openapi/openapi-on-demand.ts';
import { answerOf, problemOf } from './problem.ts';
import { readRequest } from './read-request.ts';
import { parseTarget, type RequestTarget } from './request-target.ts';
import { type RouteMatch, RouteTable } from './route-table.ts';
import { routes } from './routes.ts';
import { begun, writeAnswer } from './write-answer.ts';

/** The API without a web framework. */
export interface Api {
  /** Whether this URL is the API's to answer; all others are the surrounding program's. */
  owns(url: string): boolean;
  /** Answers a call to a URL of its own. Never rejects. */
  serve(call: ApiCall): Promise<void>;
}

/** How many calls a minute a caller may make, unless the options say something else. */
const CALLS_PER_MINUTE = 1_200;

/**
 * Makes the API of an imposter.
 * @throws TypeError when the options do not say who is let in.
 */
export function createApi(imposter: Imposter, options: ApiRouterOptions): Api {
  const auth = chosenAuth(options);
  const isOwnHost = hostRuleOf(options, auth);
  const cors = corsRule(options.corsOrigins ?? []);
  const limit = callLimitOf(options, auth);
  const { logger = silentLogger, clock = systemClock, linkingHeartbeat = 'explicit' } = options;
  const audit = options.audit ?? auditInLog(logger);
  const table = new RouteTable(routes);
  const parts: ApiParts = {
    imposter,
    linkingHeartbeat,
    feed: new EventFeed(imposter, { clock, name: systemRandom.hex(4) }),
    metrics: metricsOnDemand(imposter),
    playground: options.playground ?? null,
    openApi: openApiOnDemand(imposter),
  };

  /** The order of the checks: a foreign page must not even cost its visitor a failed try. */
  async function admit(call: ApiCall, target: RequestTarget): Promise<Principal | 'answered' | null> {
    const headers = call.request.headersDistinct;
    if (isOwnHost !== null) checkHost(headers, target.authority, isOwnHost);
    const origin = cors.originOf(headers);
    if (origin === null) checkOrigin(headers, target.authority);
    else allow(call, origin);
    if (origin !== null && cors.isQuestion(call.request.method, headers)) {
      await writeAnswer(call.response, corsAnswer());
      return 'answered';
    }
    return table.isOpen(target.path) ? null : auth.authenticate(call);
  }

  async function answer(call: ApiCall): Promise<void> {
    const target = parseTarget(call.request.url ?? '');
    const principal = await admit(call, target);
    if (principal === 'answered') return;
    const match = matchCounted(call, target, principal);
    const exchange = { call, target, match, principal, userId: match.parameters.get('user_id') ?? null };
    const given = await (isAudited(match.route) ? audited(exchange) : handle(exchange));
    await writeAnswer(call.response, given, principal?.revoked);
  }

  /** Calls of what is not there count as well. */
  function matchCounted(
    { request }: ApiCall,
    { path }: RequestTarget,
    principal: Principal | null,
  ): RouteMatch {
    let isCounted = true;
    try {
      const match = table.match(request.method ?? '', path);
      isCounted = match.route.isPolled !== true;
      return match;
    } finally {
      if (isCounted && principal !== null) limit?.count(principal.name);
    }
  }

  async function handle(exchange: Exchange): Promise<ApiAnswer> {
    const { match, principal } = exchange;
    checkPermission(exchange);
    const request = await readRequest(exchange);
    // The body may have taken its time.
    if (principal?.revoked?.aborted) throw unauthorized(null, 'You are not let in any more.');
    if (match.route.body === 'configuration') {
      exchange.userId ??= userIdIn(request.body) ?? null;
      // Without an id in it, it may be about any bot.
      if (principal !== null) checkReach(principal, userIdIn(request.body) ?? '');
    }
    return begun(await match.route.handler({ ...parts, ...request }));
  }

  /** The entry is written before the answer is sent: who has the answer finds the entry. */
  async function audited(exchange: Exchange): Promise<ApiAnswer> {
    const write = async (status: number) => {
      try {
        await audit(auditOf(exchange, { time: clock.now(), status }));
      } catch (error) {
        logger.error({ err: error }, 'the audit log could not be written');
      }
    };
    let given: ApiAnswer;
    try {
      given = await handle(exchange);
    } catch (error) {
      await write(problemOf(error).status);
      throw error;
    }
    await write(given.status);
    return given;
  }

  async function refuse({ request, response }: ApiCall, error: unknown): Promise<void> {
    const problem = problemOf(error);
    if (problem.status >= 500) {
      logger.error({ err: problem.cause, method: request.method }, 'A call of the API failed.');
    }
    await writeAnswer(response, answerOf(problem));
  }

  return {
    owns: (url) => table.owns(parseTarget(url).path),
    async serve(call) {
      try {
        await answer(call).catch((error: unknown) => refuse(call, error));
      } catch {
        // Not even the refusal could be given: the logger threw, or the connection is beyond use.
        call.response.destroy();
      }
      dropRest(call.request);
    },
  };
}

/** Lets the page of a listed origin read the answer, whatever it will be. */
function allow({ response }: ApiCall, origin: string): void {
  for (const [name, value] of Object.entries(corsHeaders(origin))) response.setHeader(name, value);
  response.appendHeader('vary', 'Origin');
}

/** @throws Problem 401 or 403 */
function checkPermission({ match: { route }, principal, userId }: Exchange): void {
  if (route.needs === 'nobody') return;
  if (principal === null) throw unauthorized(null, 'Sign in first.');
  checkScopes(principal, route.needs);
  if (userId !== null) checkReach(principal, userId);
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

function callLimitOf({ callsPerMinute, clock }: ApiRouterOptions, auth: Auth): CallLimit | null {
  const calls = callsPerMinute === undefined && auth.limitsCalls ? CALLS_PER_MINUTE : callsPerMinute;
  if (calls === undefined || calls === null) return null;
  if (!Number.isInteger(calls) || calls < 1) {
    throw new TypeError(
      'callsPerMinute: give a whole number of at least 1, or null for any number of calls.',
    );
  }
  return new CallLimit(clock ?? systemClock, calls);
}
