import { createFakeClock } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { serveApi } from '../test-support/api-server.ts';
import { mounts } from '../test-support/mounts.ts';
import { bearerOfTests, TOKEN } from '../test-support/tokens.ts';

const ADMIN = 'https://admin.example.com';

describe.each(mounts)('corsOrigins $name', (mount) => {
  async function served() {
    const clock = createFakeClock();
    return serveApi({ mount, clock, auth: bearerOfTests(clock), corsOrigins: [ADMIN] });
  }

  it('lets a page of a listed origin ask, call and read', async () => {
    await using api = await served();
    const question = await api.call('OPTIONS', '/api/configurations/ann', {
      headers: { origin: ADMIN, 'access-control-request-method': 'PUT', 'sec-fetch-site': 'cross-site' },
    });
    expect([question.status, question.text]).toEqual([204, '']);
    expect(Object.fromEntries(question.headers)).toMatchObject({
      'access-control-allow-origin': ADMIN,
      'access-control-allow-methods': expect.stringContaining('PUT'),
      'access-control-allow-headers': expect.stringContaining('authorization'),
    });
    expect(question.headers.get('vary')).toContain('Origin');
    const headers = { origin: ADMIN, 'sec-fetch-site': 'cross-site', authorization: `Bearer ${TOKEN}` };
    const answer = await api.call('GET', '/api/configurations', { headers });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, ADMIN]);
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
    const refused = await api.call('GET', '/api/configurations', { headers: { origin: ADMIN } });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, ADMIN]);
  });

  it.each([
    'https://evil.example',
    'https://admin.example.com.evil.example',
    'http://admin.example.com',
    'https://admin.example.com:8443',
    'null',
  ])('refuses a page of %s', async (origin) => {
    await using api = await served();
    for (const method of ['OPTIONS', 'GET']) {
      const answer = await api.call(method, '/api/configurations', {
        headers: { origin, 'access-control-request-method': 'GET', authorization: `Bearer ${TOKEN}` },
      });
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    }
  });

  it('answers no question of a browser without it', async () => {
    const clock = createFakeClock();
    await using api = await serveApi({ mount, clock, auth: bearerOfTests(clock) });
    const headers = { origin: ADMIN, 'access-control-request-method': 'GET' };
    expect((await api.call('OPTIONS', '/api/configurations', { headers })).status).toBe(403);
  });
});

describe('corsOrigins', () => {
  it.each(['*', 'admin.example.com', 'https://admin.example.com/', 'https://a.example/x', 'ftp://a.example'])(
    'refuses %s',
    async (entry) => {
      await expect(serveApi({ corsOrigins: [entry] })).rejects.toThrow('corsOrigins');
    },
  );
});
