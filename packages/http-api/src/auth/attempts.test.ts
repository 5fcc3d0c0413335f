import { createFakeClock } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { type ApiServer, serveApi } from '../test-support/api-server.ts';
import { type Mount, mounts } from '../test-support/mounts.ts';
import { bearerOfTests, TOKEN } from '../test-support/tokens.ts';

const behindProxy = mounts.filter((mount) => mount.name.includes('proxy'));
const notBehindProxy = mounts.filter((mount) => !mount.name.includes('proxy'));

async function serveGuarded(mount?: Mount): Promise<ApiServer> {
  const clock = createFakeClock();
  return serveApi({ clock, auth: bearerOfTests(clock), ...(mount && { mount }) });
}

function attempt(api: ApiServer, token: string | null, forwardedFor = '203.0.113.1') {
  const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
  const headers = { ...authorization, 'x-forwarded-for': forwardedFor };
  return api.call('GET', '/api/configurations', { headers });
}

async function fail(api: ApiServer, times: number, forwardedFor?: string): Promise<void> {
  for (let count = 0; count < times; count++) {
    expect((await attempt(api, `guess-${count}`, forwardedFor)).status).toBe(401);
  }
}

describe('wrong tokens', () => {
  it('end in 429 after ten within a minute, whatever comes next', async () => {
    await using api = await serveGuarded();
    await fail(api, 10);
    for (const token of ['guess', TOKEN, null]) {
      const answer = await attempt(api, token);
      expect([answer.status, answer.json]).toEqual([
        429,
        expect.objectContaining({ code: 'too_many_attempts' }),
      ]);
      expect(answer.headers.get('retry-after')).toBe('60');
    }
  });

  it('are forgiven after a minute', async () => {
    await using api = await serveGuarded();
    await fail(api, 10);
    await api.clock.advance(59_999);
    expect((await attempt(api, TOKEN)).headers.get('retry-after')).toBe('1');
    await api.clock.advance(1);
    expect((await attempt(api, TOKEN)).status).toBe(200);
  });

  it('are not what calls without a token are', async () => {
    await using api = await serveGuarded();
    for (let count = 0; count < 20; count++) expect((await attempt(api, null)).status).toBe(401);
    expect((await attempt(api, TOKEN)).status).toBe(200);
  });

  it('do not keep anybody from /health', async () => {
    await using api = await serveGuarded();
    await fail(api, 10);
    expect((await api.call('GET', '/health')).status).toBe(200);
  });

  it.each(notBehindProxy)(
    'are counted by the peer of the socket, whoever it says it is, $name',
    async (mount) => {
      await using api = await serveGuarded(mount);
      for (let count = 0; count < 10; count++) await fail(api, 1, `203.0.113.${count}`);
      expect((await attempt(api, TOKEN, '203.0.113.99')).status).toBe(429);
    },
  );

  it.each(behindProxy)('are counted by the client that a trusted proxy names, $name', async (mount) => {
    await using api = await serveGuarded(mount);
    await fail(api, 10, '203.0.113.1');
    expect((await attempt(api, TOKEN, '203.0.113.1')).status).toBe(429);
    expect((await attempt(api, TOKEN, '203.0.113.2')).status).toBe(200);
  });
});
