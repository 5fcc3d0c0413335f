import { systemClock } from '@chat-imposter/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RouteTable } from '../route-table.ts';
import { type Route, type RouteId, routes } from '../routes.ts';
import { type AnswerCheck, answerCheck, type OpenApi, openApiOfTests } from '../test-support/answer-check.ts';
import { type Answer, type ApiServer, isFromHost, serveApi } from '../test-support/api-server.ts';
import { documentOf } from '../test-support/documents.ts';
import { type FuzzRequest, requestFor } from '../test-support/fuzz/request-arbitrary.ts';
import type { SchemaNode } from '../test-support/fuzz/schema-arbitrary.ts';
import { logFolder } from '../test-support/log-folder.ts';

/** How many requests are made; `pnpm test:fuzz` makes 20,000. */
const REQUESTS = Number(process.env.FUZZ_REQUESTS ?? 2_000);
/** An answer that takes longer hangs, milliseconds. */
const LONGEST_MS = 10_000;

/** Events do not end: only what is said before them is asked for. */
const ENDLESS: ReadonlySet<RouteId> = new Set(['readEvents']);

const PROBLEM = 'application/problem+json';

const logDirectory = logFolder();

const table = new RouteTable(routes);

async function serveBusy(): Promise<ApiServer> {
  const api = await serveApi({ imposter: { clock: systemClock, logDirectory } });
  await makeBusy(api);
  return api;
}

/** The bot `ann` runs and has contacts, `bob` is configured; as often as one was deleted. */
async function makeBusy(api: ApiServer): Promise<void> {
  const tracked = { groupIdentifier: 'movies@g', displayName: 'Movies', cronTrackingSchedule: '0 * * * *' };
  await api.imposter.stop('ann').catch(() => {});
  await api.imposter.start(documentOf('ann', { periodic_group_tracking: [tracked] }));
  if (!api.chat.account('ann').isLinked) await api.chat.account('ann').scan();
  await api.imposter.saveConfiguration(documentOf('bob'));
  for (const contact of ['555@x', '666@x']) await api.chat.account('ann').says(contact, 'hello');
}

function anyRequest(document: OpenApi): fc.Arbitrary<FuzzRequest> {
  const { schemas } = document.components as { schemas: Record<string, SchemaNode> };
  const resolve = (reference: string) => schemas[reference.split('/').at(-1) ?? ''] ?? {};
  const configuration = { schema: schemas.UserConfiguration ?? {}, resolve };
  const each = (routes as readonly (Route & { id: RouteId })[]).map((route) => {
    const operation = Object.values(document.paths)
      .flatMap((path) => Object.values(path))
      .find(({ operationId }) => operationId === route.id);
    return requestFor(
      route,
      (operation as { parameters?: never[] } | undefined)?.parameters ?? [],
      configuration,
    );
  });
  return fc.oneof(...each);
}

async function answerTo(api: ApiServer, { id, method, path, headers, body }: FuzzRequest): Promise<Answer> {
  const given = ENDLESS.has(id) ? 'HEAD' : method;
  const mayHaveBody = given !== 'GET' && given !== 'HEAD';
  return api.call(given, path, {
    headers,
    signal: AbortSignal.timeout(LONGEST_MS),
    ...(mayHaveBody && body !== undefined && { body }),
  });
}

/** With a strange parameter, the path may be that of another route, or of none (null). */
function routeOf({ method, path }: FuzzRequest): RouteId | null {
  try {
    return table.match(method, path.split('?')[0] ?? '').route.id as RouteId;
  } catch {
    return null;
  }
}

/** A path that is no route's any more may be that of the program around the API. */
function wrongWith(check: AnswerCheck, request: FuzzRequest, answer: Answer): string[] {
  if (isFromHost(answer)) return [];
  if (answer.status >= 500) return [`${answer.status}: ${answer.text}`];
  const route = routeOf(request);
  if (route === null) return answer.headers.get('content-type') === PROBLEM ? [] : [answer.text];
  return ENDLESS.has(route) ? [] : check(route, answer);
}

describe('The API', () => {
  it(
    `answers ${REQUESTS} right and wrong requests as openapi.json says, and never with 5xx`,
    async () => {
      const document = await openApiOfTests();
      const check = answerCheck(document);
      await using api = await serveBusy();
      const statuses = new Map<number, number>();
      const property = fc.asyncProperty(anyRequest(document), async (request) => {
        const answer = await answerTo(api, request);
        if (request.id === 'deleteConfiguration' && answer.status === 200) await makeBusy(api);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        expect(wrongWith(check, request, answer)).toEqual([]);
      });
      await fc.assert(property, { numRuns: REQUESTS });
      console.log(JSON.stringify({ requests: REQUESTS, statuses: Object.fromEntries(statuses) }));
      // The half of it comes through: else it would be a test of the first check alone.
      expect(statuses.get(200)).toBeGreaterThan(REQUESTS / 4);
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    },
    60_000 + REQUESTS * 20,
  );
});
