import { createImposter, ImposterError, type Logger } from '@chat-imposter/core';
import { createFakeChatProvider, createFakeClock } from '@chat-imposter/testing';
import express from 'express';
import { describe, expect, it } from 'vitest';
import { createApiRouter } from './api-router.ts';
import type { ApiRouterOptions } from './api-router-options.ts';
import { insecureLoopbackOnly } from './auth/insecure-loopback-only.ts';
import { type Answer, serveApi } from './test-support/api-server.ts';
import { brokenStore } from './test-support/broken-store.ts';
import { CANARY, documentOf } from './test-support/documents.ts';
import { type Mount, mounts } from './test-support/mounts.ts';
import { bearerOfTests, TOKEN } from './test-support/tokens.ts';

describe('createApiRouter', () => {
  it.each([
    [undefined],
    [{}],
    [{ auth: undefined }],
    [{ auth: null }],
    [{ auth: () => {} }],
    [{ auth: 'none' }],
  ])('throws with %j, and names what to choose from', (options) => {
    const imposter = createImposter({ chat: [createFakeChatProvider()] });
    const create = () => createApiRouter(imposter, options as unknown as ApiRouterOptions);
    expect(create).toThrow(TypeError);
    for (const choice of ['bearer({ tokens })', 'middleware(fn)', 'insecureLoopbackOnly()']) {
      expect(create).toThrow(choice);
    }
  });

  it('throws when a host name is none', () => {
    const imposter = createImposter({ chat: [createFakeChatProvider()] });
    const create = () =>
      createApiRouter(imposter, { auth: insecureLoopbackOnly(), allowedHosts: ['http://x'] });
    expect(create).toThrow('allowedHosts: "http://x"');
  });
});

describe.each(mounts)('every answer $name', (mount) => {
  it('is kept by no cache, sniffed by no browser and framed by no page', async () => {
    await using api = await serveApi({ mount });
    const answers = [
      await api.call('GET', '/health'),
      await api.call('GET', '/api/configurations'),
      await api.call('GET', '/api/nothing'),
      await api.call('PUT', '/chatbot', { body: 1 }),
      await api.call('GET', '/health', { headers: { origin: 'http://evil.tld' } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 422, 403]);
    for (const { headers } of answers) {
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none';frame-ancestors 'none'",
        'referrer-policy': 'no-referrer',
      });
      expect(headers.has('x-powered-by')).toBe(false);
      expect(headers.has('etag')).toBe(false);
      expect(headers.has('strict-transport-security')).toBe(false);
      expect(headers.has('set-cookie')).toBe(false);
    }
  });

  it('is a problem when it is a refusal', async () => {
    await using api = await serveApi({ mount });
    const { headers, json } = await api.call('GET', '/chatbot/nobody/status');
    expect(headers.get('content-type')).toBe('application/problem+json');
    expect(json).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: expect.stringContaining('"nobody"'),
      code: 'unknown_bot',
    });
  });
});

describe.each(mounts)('a failure of the server $name', (mount) => {
  it.each([
    ['an unexpected error', new Error('disk of hunter2'), 500, 'internal_error'],
    ['what is no error', { password: 'hunter2' }, 500, 'internal_error'],
    ['the store', new ImposterError('store_unavailable', 'Cannot reach hunter2.'), 503, 'store_unavailable'],
  ])('is told to the logger and not to the caller: %s', async (_, failure, status, code) => {
    const { logger, logged } = recordingLogger();
    await using api = await serveApi({ mount, logger, imposter: { store: brokenStore(failure) } });
    const answer = await api.call('GET', '/api/configurations');
    expect([answer.status, answer.json]).toEqual([status, expect.objectContaining({ code })]);
    expect(answer.text).not.toMatch(/hunter2|\.ts\b|node:|\n/);
    expect(logged).toEqual([{ err: failure, method: 'GET' }]);
  });

  it('needs no logger', async () => {
    await using api = await serveApi({ mount, imposter: { store: brokenStore(new Error('hunter2')) } });
    expect((await api.call('GET', '/api/configurations')).status).toBe(500);
  });
});

describe('a refusal', () => {
  it('is not logged', async () => {
    const { logger, logged } = recordingLogger();
    await using api = await serveApi({ logger });
    expect((await api.call('GET', '/chatbot/nobody/status')).status).toBe(404);
    expect(logged).toEqual([]);
  });

  it('does not reach the error handlers of the app', async () => {
    const seen: unknown[] = [];
    const mount: Mount = {
      name: 'in an app with an error handler',
      path: '',
      listener: (router) => {
        const app = express().use(router);
        const handler: express.ErrorRequestHandler = (error, _request, response, _next) => {
          seen.push(error);
          response.sendStatus(599);
        };
        return app.use(handler);
      },
    };
    await using api = await serveApi({ mount, imposter: { store: brokenStore(new Error('hunter2')) } });
    expect((await api.call('GET', '/api/configurations')).status).toBe(500);
    expect((await api.call('GET', '/api/%zz')).status).toBe(400);
    expect(seen).toEqual([]);
  });
});

describe('secrets', () => {
  it('are in no answer', async () => {
    const { logger, logged } = recordingLogger();
    const clock = createFakeClock();
    await using api = await serveApi({ clock, logger, auth: bearerOfTests(clock) });
    const headers = { authorization: `Bearer ${TOKEN}` };
    const broken = documentOf('ann', { queue_config: { max_days: CANARY }, surprise: CANARY });
    const answers: Answer[] = [
      await api.call('PUT', '/chatbot', { headers, body: documentOf('ann') }),
      await api.call('PUT', '/chatbot', { headers, body: documentOf('ann') }),
      await api.call('PUT', '/api/configurations/ann', { headers, body: documentOf('ann') }),
      await api.call('PUT', '/api/configurations/ann', { headers, body: documentOf('bob') }),
      await api.call('GET', '/chatbot/ann/status', { headers }),
      await api.call('GET', '/api/configurations', { headers }),
      await api.call('GET', '/api/configurations/status', { headers }),
      await api.call('GET', '/api/configurations/ann', { headers }),
      await api.call('GET', '/api/queue/ann', { headers }),
      await api.call('GET', '/api/context/ann', { headers }),
      await api.call('GET', '/api/context/ann', { headers: { authorization: `Bearer ${CANARY}` } }),
      await api.call('DELETE', '/chatbot/ann', { headers }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([
      200, 409, 200, 400, 200, 200, 200, 200, 200, 200, 401, 200,
    ]);
    const wrongKey = await api.call('PUT', '/chatbot', { headers, body: broken });
    expect(wrongKey.status).toBe(422);
    for (const { text, headers: sent } of answers) {
      const everything = text + JSON.stringify([...sent]);
      expect(everything).not.toContain(CANARY);
      expect(everything).not.toContain(TOKEN);
    }
    expect(wrongKey.text).not.toContain(CANARY);
    expect(JSON.stringify(logged)).not.toContain(CANARY);
  });
});

function recordingLogger(): { logger: Logger; logged: object[] } {
  const logged: object[] = [];
  const record = (fields: object) => void logged.push(fields);
  return { logger: { debug: record, info: record, warn: record, error: record }, logged };
}
