import { createFakeClock } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { middleware } from '../auth/middleware.ts';
import { serveApi } from '../test-support/api-server.ts';
import { documentOf } from '../test-support/documents.ts';
import { mounts } from '../test-support/mounts.ts';
import { rawRequest } from '../test-support/raw-request.ts';
import { bearerOfTests } from '../test-support/tokens.ts';

const login = middleware((request, _response, next) => {
  request.imposterPrincipal = { name: 'ann' };
  next();
});

describe.each(mounts)('the host of a request $name', (mount) => {
  it.each([
    ['a foreign name', '/health', ['Host: evil.tld']],
    ['a foreign name with our port', '/api/configurations', ['Host: evil.tld:8000']],
    ['two names', '/health', ['Host: localhost', 'Host: evil.tld']],
    ['the same name twice', '/health', ['Host: localhost', 'Host: localhost']],
    ['a forwarded name', '/health', ['Host: evil.tld', 'X-Forwarded-Host: localhost']],
    ['an empty name', '/health', ['Host:']],
  ])('is refused with 421, before anybody is asked who they are: %s', async (_, path, headers) => {
    await using api = await serveApi({ mount, auth: bearerOfTests(createFakeClock()) });
    const { status, json } = await api.raw(rawRequest('GET', path, headers));
    expect([status, json]).toEqual([421, expect.objectContaining({ code: 'forbidden_host' })]);
  });

  it('is refused in the absolute form of a request', async () => {
    await using api = await serveApi({ mount });
    const { status } = await api.raw(
      `GET http://evil.tld${mount.path}/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    expect(status).toBe(421);
  });

  it('is taken in the absolute form of a request', async () => {
    await using api = await serveApi({ mount });
    const { status } = await api.raw(
      `GET http://localhost${mount.path}/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    expect(status).toBe(200);
  });

  it('may be missing in no request', async () => {
    await using api = await serveApi({ mount });
    const { status } = await api.raw(`GET ${mount.path}/health HTTP/1.0\r\n\r\n`);
    expect(status).toBe(421);
  });

  it.each(['localhost', 'LOCALHOST:8000', '127.0.0.1', '192.168.1.2:8000', '[::1]:8000', 'bots.example.com'])(
    'may be %s',
    async (host) => {
      await using api = await serveApi({ mount, allowedHosts: ['bots.example.com'] });
      expect((await api.raw(rawRequest('GET', '/api/configurations', [`Host: ${host}`]))).status).toBe(200);
    },
  );

  it('may be any where the program has its own login', async () => {
    await using api = await serveApi({ mount, auth: login });
    expect((await api.raw(rawRequest('GET', '/api/configurations', ['Host: any.tld']))).status).toBe(200);
  });

  it('must be a listed one where the program has its own login and lists some', async () => {
    await using api = await serveApi({ mount, auth: login, allowedHosts: ['bots.example.com'] });
    expect((await api.raw(rawRequest('GET', '/health', ['Host: any.tld']))).status).toBe(421);
    expect((await api.raw(rawRequest('GET', '/health', ['Host: bots.example.com']))).status).toBe(200);
  });
});

describe.each(mounts)('the origin of a request $name', (mount) => {
  const foreign = [
    { origin: 'http://evil.tld' },
    { origin: 'http://localhost:1' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
  ];

  it.each(foreign)('is refused with 403 when it is foreign: %j', async (headers) => {
    await using api = await serveApi({ mount });
    await api.imposter.saveConfiguration(documentOf('ann'));
    for (const [method, path, body] of [
      ['PUT', '/chatbot', documentOf('eve')],
      ['PUT', '/api/configurations/eve', documentOf('eve')],
      ['POST', '/chatbot', {}],
      ['DELETE', '/chatbot/ann', undefined],
      ['OPTIONS', '/chatbot', undefined],
      ['GET', '/api/configurations', undefined],
    ] as const) {
      const answer = await api.call(method, path, { headers, ...(body && { body }) });
      expect([answer.status, answer.json]).toEqual([
        403,
        expect.objectContaining({ code: 'forbidden_origin' }),
      ]);
      expect(answer.headers.has('access-control-allow-origin')).toBe(false);
    }
    expect(await api.imposter.configuredUserIds()).toEqual(['ann']);
  });

  it('may be our own', async () => {
    await using api = await serveApi({ mount });
    const headers = { origin: `http://${api.host}`, 'sec-fetch-site': 'same-origin' };
    expect((await api.call('PUT', '/chatbot', { headers, body: documentOf('ann') })).status).toBe(200);
  });

  it('is no failed try of the visitor whose browser sent it', async () => {
    await using api = await serveApi({ mount, auth: bearerOfTests(createFakeClock()) });
    const headers = { origin: 'http://evil.tld', authorization: 'Bearer guess' };
    for (let count = 0; count < 11; count++) {
      expect((await api.call('GET', '/api/configurations', { headers })).status).toBe(403);
    }
    expect((await api.call('GET', '/api/configurations')).status).toBe(401);
  });
});
