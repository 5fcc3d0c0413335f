import { createFakeClock } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { bearer } from '../auth/bearer.ts';
import type { ApiServer } from '../test-support/api-server.ts';
import { callOf, guardedRoutes, type RouteCall, serveBusy } from '../test-support/every-route.ts';
import { type Mount, mounts } from '../test-support/mounts.ts';
import { rawRequest } from '../test-support/raw-request.ts';
import { type RecordingStore, recordingStore } from '../test-support/recording-store.ts';
import { sha256, TOKEN } from '../test-support/tokens.ts';

/** A token that is good for everything, but for another bot. */
const BOBS_TOKEN = 'a-token-for-bob-only-of-32-characters-or-more';

/** Header lines of callers that are not let in at all. */
const refused: Record<string, string[]> = {
  'no token': [],
  'a wrong token': ['Authorization: Bearer wrong-horse-battery-staple-0123456789'],
  'an empty header': ['Authorization:'],
  'an empty token': ['Authorization: Bearer  '],
  'a truncated token': [`Authorization: Bearer ${TOKEN.slice(0, -1)}`],
  'an array of tokens': [`Authorization: ["Bearer ${TOKEN}"]`],
  'two headers': [`Authorization: Bearer ${TOKEN}`, `Authorization: Bearer ${TOKEN}`],
  'Bearer null': ['Authorization: Bearer null'],
};

interface Guarded {
  api: ApiServer;
  recording: RecordingStore;
}

async function serveGuarded(mount: Mount): Promise<Guarded> {
  const clock = createFakeClock();
  const recording = recordingStore();
  const tokens = [
    { name: 'tests', sha256: sha256(TOKEN), scopes: ['admin'] as const },
    { name: 'bob', sha256: sha256(BOBS_TOKEN), scopes: ['admin'] as const, bots: ['bob'] },
  ];
  const auth = bearer({ tokens, clock });
  const api = await serveBusy({ mount, clock, auth, imposter: { store: recording.store } });
  return { api, recording };
}

/** The answer to a call, and what it asked of the store. */
async function reached({ api, recording }: Guarded, { method, path, body }: RouteCall, headers: string[]) {
  const text = body === undefined ? '' : JSON.stringify(body);
  const ofBody =
    text === '' ? [] : ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(text)}`];
  recording.calls.length = 0;
  const { status } = await api.raw(
    rawRequest(method, path, ['Host: localhost', ...headers, ...ofBody], text),
  );
  return { status, calls: recording.calls.map(({ name }) => name) };
}

describe.each(mounts)('a caller that is not let in $name', (mount) => {
  it.each(Object.entries(refused))('reaches nothing behind any route: %s', async (_, headers) => {
    const guarded = await serveGuarded(mount);
    await using api = guarded.api;
    for (const route of guardedRoutes) {
      await api.clock.advance(60_000);
      const call = callOf(route);
      expect([route.id, await reached(guarded, call, headers)]).toEqual([
        route.id,
        { status: 401, calls: [] },
      ]);
    }
    expect(api.chat.account('ann')).toMatchObject({ status: 'connected', sent: [] });
  });

  it('reaches nothing of a bot that its token is not for', async () => {
    const guarded = await serveGuarded(mount);
    await using api = guarded.api;
    for (const route of guardedRoutes) {
      const call = callOf(route);
      if (route.id === 'readEvents') call.path += '?user_id=ann';
      if (!call.path.includes('ann') && call.body === undefined) continue;
      const headers = [`Authorization: Bearer ${BOBS_TOKEN}`];
      expect([route.id, await reached(guarded, call, headers)]).toEqual([
        route.id,
        { status: 403, calls: [] },
      ]);
    }
    expect(api.chat.account('ann').status).toBe('connected');
  });

  it('would reach the store with the right token', async () => {
    const guarded = await serveGuarded(mount);
    await using _ = guarded.api;
    for (const route of guardedRoutes.filter(({ id }) => id === 'readConfiguration' || id === 'readQueue')) {
      const { status, calls } = await reached(guarded, callOf(route), [`Authorization: Bearer ${TOKEN}`]);
      expect(status).toBe(200);
      if (route.id === 'readConfiguration') expect(calls).toContain('configurations.get');
    }
  });
});

describe.each(mounts)('a token in the address of a call $name', (mount) => {
  const keys = ['api', 'token', 'access_token', 'auth', 'key', 'authorization', 'api_key', 'bearer'];

  it('lets nobody in, and is refused with the right header', async () => {
    const guarded = await serveGuarded(mount);
    await using _ = guarded.api;
    for (const route of guardedRoutes) {
      for (const key of keys) {
        const call = callOf(route);
        call.path += `?${key}=${TOKEN}`;
        const without = await reached(guarded, call, []);
        const withHeader = await reached(guarded, call, [`Authorization: Bearer ${TOKEN}`]);
        expect([route.id, key, without, withHeader]).toEqual([
          route.id,
          key,
          { status: 401, calls: [] },
          { status: 400, calls: [] },
        ]);
      }
    }
  });
});
