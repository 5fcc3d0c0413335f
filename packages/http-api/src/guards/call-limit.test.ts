import { createFakeClock } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { bearer } from '../auth/bearer.ts';
import { serveApi } from '../test-support/api-server.ts';
import { documentOf } from '../test-support/documents.ts';
import { sha256, TOKEN } from '../test-support/tokens.ts';
import { CallLimit } from './call-limit.ts';

const tokens = [{ name: 'tests', sha256: sha256(TOKEN), scopes: ['admin'] as const }];
const headers = { authorization: `Bearer ${TOKEN}` };

describe('CallLimit', () => {
  it('lets each caller make so many calls a minute', async () => {
    const clock = createFakeClock();
    const limit = new CallLimit(clock, 2);
    limit.count('ann');
    await clock.advance(59_000);
    limit.count('ann');
    limit.count('bob');
    expect(() => limit.count('ann')).toThrow(
      expect.objectContaining({ status: 429, headers: { 'retry-after': '1' } }),
    );
    await clock.advance(1_000);
    expect(() => limit.count('ann')).not.toThrow();
  });

  it('goes on after the clock was set back', async () => {
    let now = 1_000_000;
    const limit = new CallLimit({ now: () => now, after: () => () => {} }, 1);
    limit.count('ann');
    now = 0;
    expect(() => limit.count('ann')).not.toThrow();
    expect(() => limit.count('ann')).toThrow('Too many calls');
  });
});

describe('callsPerMinute', () => {
  it('counts calls, also of what is not there, but not those of statuses', async () => {
    const clock = createFakeClock();
    await using api = await serveApi({ clock, auth: bearer({ tokens, clock }), callsPerMinute: 2 });
    await api.imposter.saveConfiguration(documentOf('ann'));
    const statusOf = async (path: string) => (await api.call('GET', path, { headers })).status;
    for (let call = 0; call < 5; call += 1) expect(await statusOf('/chatbot/ann/status')).toBe(200);
    expect(await statusOf('/api/nothing')).toBe(404);
    expect(await statusOf('/api/queue/ann')).toBe(200);
    const refused = await api.call('GET', '/api/queue/ann', { headers });
    expect([refused.status, refused.json]).toEqual([
      429,
      expect.objectContaining({ code: 'too_many_calls' }),
    ]);
    expect(await statusOf('/chatbot/ann/status')).toBe(200);
  });

  it.each([
    ['1,200 with a token', bearer({ tokens }), 1_200],
    ['any number on loopback without one', undefined, Number.POSITIVE_INFINITY],
  ])('is by default %s', async (_, auth, most) => {
    const clock = createFakeClock();
    await using api = await serveApi({ clock, ...(auth && { auth }) });
    const statuses = new Set<number>();
    for (let call = 0; call < 1_200; call += 1) {
      statuses.add((await api.call('GET', '/api/configurations', { headers })).status);
    }
    expect([...statuses]).toEqual([200]);
    const { status } = await api.call('GET', '/api/configurations', { headers });
    expect(status).toBe(most === 1_200 ? 429 : 200);
  });

  it.each([0, -1, 1.5, Number.NaN])('is refused when it is %d', async (callsPerMinute) => {
    await expect(serveApi({ callsPerMinute })).rejects.toThrow('callsPerMinute');
  });
});
