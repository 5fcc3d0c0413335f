import { createFakeClock } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { type Route, routes } from './routes.ts';
import { answerCheck, openApiOfTests } from './test-support/answer-check.ts';
import { type ApiServer, type Call, isFromHost, serveApi } from './test-support/api-server.ts';
import { documentOf } from './test-support/documents.ts';
import { logFolder } from './test-support/log-folder.ts';
import { type Mount, mounts } from './test-support/mounts.ts';
import { rawRequest } from './test-support/raw-request.ts';
import { bearerOfTests, sha256, TOKEN } from './test-support/tokens.ts';

/** A call, which is answered with JSON unless it has nothing to say. */
interface Sample {
  path: string;
  body?: unknown;
  isSilent?: boolean;
  /** Of its answer. Default: 200, or 204. */
  status?: number;
  /** The type of an answer that is no JSON. */
  type?: string;
  /** An answer that does not end: only its head is asked for. */
  isEndless?: boolean;
}

/** One valid call of each route; `ann` is configured, linked and runs. */
const samples: Record<string, Sample> = {
  'GET /health': { path: '/health' },
  'GET /ready': { path: '/ready' },
  'GET /openapi.json': { path: '/openapi.json' },
  'GET /docs': { path: '/docs', type: 'text/html; charset=utf-8' },
  'GET /docs/:file': { path: '/docs/page.js', type: 'text/javascript; charset=utf-8' },
  'GET /metrics': { path: '/metrics', type: 'text/plain; version=0.0.4; charset=utf-8' },
  'GET /api/events': {
    path: '/api/events',
    type: 'text/event-stream; charset=utf-8',
    isEndless: true,
  },
  'PUT /chatbot': { path: '/chatbot', body: documentOf('eve') },
  'GET /chatbot/:user_id/status': { path: '/chatbot/ann/status' },
  'POST /chatbot/:user_id/reload': { path: '/chatbot/ann/reload' },
  'POST /chatbot/:user_id/stop': { path: '/chatbot/ann/stop' },
  'POST /chatbot/:user_id/start': { path: '/chatbot/ann/start' },
  'DELETE /chatbot/:user_id': { path: '/chatbot/ann' },
  'GET /chatbot/:user_id/groups': { path: '/chatbot/ann/groups' },
  'GET /api/configurations': { path: '/api/configurations' },
  'GET /api/configurations/status': { path: '/api/configurations/status' },
  'GET /api/configurations/schema': { path: '/api/configurations/schema' },
  'GET /api/configurations/:user_id': { path: '/api/configurations/ann' },
  'PUT /api/configurations/:user_id': { path: '/api/configurations/eve', body: documentOf('eve') },
  'DELETE /api/configurations/:user_id': { path: '/api/configurations/bob' },
  'GET /api/contacts/:user_id': { path: '/api/contacts/ann' },
  'GET /api/conversations/:user_id/:contact_id': { path: '/api/conversations/ann/555@x' },
  'GET /api/decisions/:user_id': { path: '/api/decisions/ann?limit=5' },
  'GET /api/logs/:user_id/:contact_id': { path: '/api/logs/ann/555@x?tail=10' },
  'GET /api/usage/:user_id': { path: '/api/usage/ann' },
  'GET /api/queue/:user_id': { path: '/api/queue/ann' },
  'DELETE /api/queue/:user_id': { path: '/api/queue/ann', isSilent: true },
  'DELETE /api/queue/:user_id/:contact_id': { path: '/api/queue/ann/555@x', isSilent: true },
  'GET /api/playground/:user_id': { path: '/api/playground/ann' },
  'POST /api/playground/:user_id': {
    path: '/api/playground/ann',
    body: { text: 'hello' },
    status: 202,
  },
  'DELETE /api/playground/:user_id': { path: '/api/playground/ann', isSilent: true },
  'GET /api/context/:user_id': { path: '/api/context/ann' },
  'GET /api/trackedGroupMessages/:user_id': { path: '/api/trackedGroupMessages/ann' },
  'GET /api/trackedGroupMessages/:user_id/:group_id': { path: '/api/trackedGroupMessages/ann/g@fake' },
  'DELETE /api/trackedGroupMessages/:user_id': { path: '/api/trackedGroupMessages/ann' },
  'DELETE /api/trackedGroupMessages/:user_id/:group_id': { path: '/api/trackedGroupMessages/ann/g@fake' },
};

const logDirectory = logFolder();

const check = answerCheck(await openApiOfTests());

const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;
const guarded = routes.filter((route) => route.needs !== 'nobody');

/** What callers send that may not be let in: header lines. */
const refusedHeaders: Record<string, string[]> = {
  'no token': [],
  'a wrong token': ['Authorization: Bearer wrong-horse-battery-staple-0123456789'],
  'an empty header': ['Authorization:'],
  'the scheme alone': ['Authorization: Bearer'],
  'the scheme and a space': ['Authorization: Bearer  '],
  'a truncated token': [`Authorization: Bearer ${TOKEN.slice(0, -1)}`],
  'a token with more behind it': [`Authorization: Bearer ${TOKEN}0`],
  'a token and a word': [`Authorization: Bearer ${TOKEN} x`],
  'Bearer null': ['Authorization: Bearer null'],
  'Bearer undefined': ['Authorization: Bearer undefined'],
  'the token without a scheme': [`Authorization: ${TOKEN}`],
  'another scheme': [`Authorization: Basic ${TOKEN}`],
  'the hash of the token': [`Authorization: Bearer ${sha256(TOKEN)}`],
  'two headers': [`Authorization: Bearer ${TOKEN}`, `Authorization: Bearer ${TOKEN}`],
  'two headers, one of them wrong': [`Authorization: Bearer ${TOKEN}`, 'Authorization: Bearer x'],
  'a list of tokens': [`Authorization: Bearer ${TOKEN}, Bearer ${TOKEN}`],
  'an array of tokens': [`Authorization: ["Bearer ${TOKEN}"]`],
  'the token in a cookie': [`Cookie: authorization=Bearer ${TOKEN}; token=${TOKEN}`],
  'the token in another header': [`X-Api-Key: ${TOKEN}`, `Proxy-Authorization: Bearer ${TOKEN}`],
};

async function serveGuarded(mount: Mount): Promise<ApiServer> {
  const clock = createFakeClock();
  const api = await serveApi({ mount, clock, auth: bearerOfTests(clock), imposter: { logDirectory } });
  const tracked = { groupIdentifier: 'g@fake', displayName: 'Movies', cronTrackingSchedule: '0 * * * *' };
  await api.imposter.start(documentOf('ann', { periodic_group_tracking: [tracked] }));
  await api.chat.account('ann').scan();
  await api.chat.account('ann').says('555@x', 'hello');
  await api.imposter.saveConfiguration(documentOf('bob'));
  return api;
}

function rawCall(method: string, { path, body }: Sample, headers: string[]): string {
  const text = body === undefined ? '' : JSON.stringify(body);
  const bodyHeaders = ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(text)}`];
  return rawRequest(method, path, ['Host: localhost', ...headers, ...(text ? bodyHeaders : [])], text);
}

function sampleOf(route: { method: string; path: string }): Sample {
  return samples[nameOf(route)] ?? { path: route.path };
}

describe('routes', () => {
  it('have a sample call each in this file', () => {
    expect(Object.keys(samples).sort()).toEqual(routes.map(nameOf).sort());
  });

  it('need somebody, all but /health and /ready', () => {
    const open = routes.filter((route) => route.needs === 'nobody').map(nameOf);
    expect(open).toEqual(['GET /health', 'GET /ready']);
  });
});

describe.each(mounts)('routes $name', (mount) => {
  it.each(Object.entries(refusedHeaders))('are 401 with %s, and nothing happens', async (_, headers) => {
    await using api = await serveGuarded(mount);
    for (const route of guarded as readonly Route[]) {
      await api.clock.advance(60_000);
      const answer = await api.raw(rawCall(route.method, sampleOf(route), headers));
      expect([nameOf(route), answer.status, answer.json]).toEqual([
        nameOf(route),
        401,
        expect.objectContaining({ code: 'unauthorized' }),
      ]);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
    expect(await api.imposter.statuses()).toMatchObject([
      { userId: 'ann', status: 'connected' },
      { userId: 'bob' },
    ]);
  });

  it('are 401 with the token in the query', async () => {
    await using api = await serveGuarded(mount);
    for (const key of ['token', 'access_token', 'api', 'authorization']) {
      expect((await api.call('GET', `/api/configurations?${key}=${TOKEN}`)).status).toBe(401);
    }
  });

  it.each(routes.map((route) => ({ name: nameOf(route), ...route })))(
    'answer $name with the token',
    async (route) => {
      await using api = await serveGuarded(mount);
      for (const scheme of ['Bearer', 'bearer']) {
        const sample = sampleOf(route);
        await api.imposter.saveConfiguration(documentOf('bob'));
        const method = sample.isEndless ? 'HEAD' : route.method;
        const answer = await api.raw(rawCall(method, sample, [`Authorization: ${scheme} ${TOKEN}`]));
        expect([answer.status, answer.headers.get('content-type')]).toEqual(
          sample.isSilent
            ? [204, null]
            : [sample.status ?? 200, sample.type ?? 'application/json; charset=utf-8'],
        );
        if (!sample.isEndless) expect(check(route.id, answer)).toEqual([]);
        await api.imposter.unlink('eve').catch(() => {});
      }
    },
  );

  it('answer GET /health to everybody', async () => {
    await using api = await serveGuarded(mount);
    const { status, json, headers } = await api.call('GET', '/health', {
      headers: { authorization: 'Bearer x' },
    });
    expect([status, json]).toEqual([200, { status: 'ok' }]);
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('are 401 before 404 on every path of the API, known or not', async () => {
    await using api = await serveGuarded(mount);
    const authorized: Call = { headers: { authorization: `Bearer ${TOKEN}` } };
    for (const path of [
      '/chatbot/',
      '/chatbot/ann',
      '/chatbot/a/b/c',
      '/api',
      '/api/nothing',
      '/api/%zz',
      '/metrics',
      '/metrics/x',
    ]) {
      expect([path, (await api.call('GET', path)).status]).toEqual([path, 401]);
    }
    for (const path of ['/openapi.json/x', '/docs/a/b', '/chatbot/a/b/c', '/api', '/metrics/x']) {
      expect([path, (await api.call('POST', path)).status]).toEqual([path, 401]);
      expect([path, (await api.call('GET', path, authorized)).status]).toEqual([path, 404]);
    }
  });

  it('leave every other path to the program around them', async () => {
    await using api = await serveGuarded(mount);
    for (const path of ['/', '/apis', '/API', '/healthy', '/health/x', '/assets/x.js', '/%zz']) {
      for (const method of ['GET', 'POST']) {
        const answer = await api.call(method, path);
        expect([path, isFromHost(answer)]).toEqual([path, true]);
        expect(answer.headers.has('content-security-policy')).toBe(false);
      }
    }
  });

  it('tell which methods a path knows', async () => {
    await using api = await serveGuarded(mount);
    const headers = { authorization: `Bearer ${TOKEN}` };
    const answer = await api.call('POST', '/api/configurations/ann', { headers });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, PUT, DELETE']);
    expect((await api.call('POST', '/health')).status).toBe(405);
  });

  it('answer HEAD as GET, without a body', async () => {
    await using api = await serveGuarded(mount);
    const answer = await api.call('HEAD', '/health');
    expect([answer.status, answer.text]).toEqual([200, '']);
  });
});
