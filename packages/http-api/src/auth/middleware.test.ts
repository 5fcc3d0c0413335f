import { describe, expect, it } from 'vitest';
import { serveApi } from '../test-support/api-server.ts';
import { documentOf } from '../test-support/documents.ts';
import { mounts } from '../test-support/mounts.ts';
import type { Auth } from './auth.ts';
import { type AuthMiddleware, middleware, type SignedIn } from './middleware.ts';

const SECRET = 'hunter2';

function naming(principal: SignedIn | undefined): AuthMiddleware {
  return (request, _response, next) => {
    request.imposterPrincipal = principal;
    next();
  };
}

describe.each(mounts)('middleware $name', (mount) => {
  it('lets in whom it names', async () => {
    const auth = middleware(async (request, _response, next) => {
      if (request.headers.cookie === 'session=ann') request.imposterPrincipal = { name: 'ann' };
      next();
    });
    await using api = await serveApi({ mount, auth });
    const headers = { cookie: 'session=ann' };
    expect((await api.call('PUT', '/chatbot', { headers, body: documentOf('ann') })).status).toBe(200);
    expect((await api.call('GET', '/api/configurations')).status).toBe(401);
  });

  it.each<[string, AuthMiddleware]>([
    ['names nobody', (_request, _response, next) => next()],
    ['names undefined', naming(undefined)],
    ['names the empty name', naming({ name: '' })],
    ['names a number', naming({ name: 7 } as unknown as SignedIn)],
    ['names scopes that are none', naming({ name: 'ann', scopes: ['all'] } as unknown as SignedIn)],
    ['names scopes that it does not know', naming({ name: 'ann', scopes: undefined } as unknown as SignedIn)],
    ['names bots that it does not know', naming({ name: 'ann', bots: undefined } as unknown as SignedIn)],
    ['names a bot that is no text', naming({ name: 'ann', bots: [7] } as unknown as SignedIn)],
    ['says 401', (_request, _response, next) => next(Object.assign(new Error(SECRET), { status: 401 }))],
  ])('is 401 when it %s', async (_, login) => {
    await using api = await serveApi({ mount, auth: middleware(login) });
    const answer = await api.call('PUT', '/chatbot', { body: documentOf('ann') });
    expect([answer.status, answer.json]).toEqual([401, expect.objectContaining({ code: 'unauthorized' })]);
    expect(answer.text).not.toContain(SECRET);
    expect((await api.call('GET', '/docs')).status).toBe(401);
    expect(await api.imposter.configuredUserIds()).toEqual([]);
  });

  it('is 403 when it says another 4xx', async () => {
    const auth = middleware((_request, _response, next) =>
      next(Object.assign(new Error(SECRET), { status: 400 })),
    );
    await using api = await serveApi({ mount, auth });
    const answer = await api.call('PUT', '/chatbot', { body: documentOf('ann') });
    expect([answer.status, answer.text.includes(SECRET)]).toEqual([403, false]);
  });

  it.each<[string, AuthMiddleware]>([
    ['passes an error on', (_request, _response, next) => next(new Error(SECRET))],
    ['leaves the router', (_request, _response, next) => next('router')],
    ['rejects', async () => Promise.reject(new Error(SECRET))],
    [
      'throws',
      () => {
        throw new Error(SECRET);
      },
    ],
  ])('is 500 without a word when it %s', async (_, login) => {
    await using api = await serveApi({ mount, auth: middleware(login) });
    const answer = await api.call('PUT', '/chatbot', { body: documentOf('ann') });
    expect([answer.status, answer.text.includes(SECRET)]).toEqual([500, false]);
    expect(await api.imposter.configuredUserIds()).toEqual([]);
  });

  it('may answer by itself', async () => {
    const auth = middleware((_request, response) => {
      response.writeHead(302, { location: '/login' }).end('Sign in');
    });
    await using api = await serveApi({ mount, auth });
    const answer = await api.call('PUT', '/chatbot', { body: documentOf('ann') });
    expect([answer.status, answer.headers.get('location'), answer.text]).toEqual([302, '/login', 'Sign in']);
    expect(await api.imposter.configuredUserIds()).toEqual([]);
  });

  it('is over when it has answered', async () => {
    const { promise: outcome, resolve } = Promise.withResolvers<unknown>();
    const login = middleware((_request, response) => {
      response.writeHead(302, { location: '/login' }).end();
    });
    const auth: Auth = {
      checksHosts: false,
      limitsCalls: false,
      async authenticate(call) {
        const result = await login.authenticate(call);
        resolve(result);
        return result;
      },
    };
    await using api = await serveApi({ mount, auth });
    await api.call('GET', '/docs');
    expect(await outcome).toBe('answered');
  });

  it('is not asked for /health', async () => {
    const auth = middleware((_request, _response, next) => next());
    await using api = await serveApi({ mount, auth });
    expect((await api.call('GET', '/health')).status).toBe(200);
  });
});
