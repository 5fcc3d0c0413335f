import { timingSafeEqual } from 'node:crypto';
import { createFakeClock } from '@chat-imposter/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { serveApi } from '../test-support/api-server.ts';
import { bearerOfTests, TOKEN } from '../test-support/tokens.ts';

vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  return { ...crypto, timingSafeEqual: vi.fn<typeof crypto.timingSafeEqual>(crypto.timingSafeEqual) };
});

const compared = vi.mocked(timingSafeEqual);

beforeEach(() => {
  compared.mockClear();
});

describe('a token that is sent', () => {
  it.each([
    ['the right one', TOKEN, 200],
    ['of one character', 'x', 401],
    ['of 8,000 characters', 'x'.repeat(8_000), 401],
    ['right but for its last character', `${TOKEN.slice(0, -1)}x`, 401],
    ['right but for its first character', `x${TOKEN.slice(1)}`, 401],
    ['the beginning of the right one', TOKEN.slice(0, 8), 401],
  ])('is compared with every token in the same time, as a digest: %s', async (_, token, wanted) => {
    const clock = createFakeClock();
    await using api = await serveApi({ clock, auth: bearerOfTests(clock) });
    const headers = { authorization: `Bearer ${token}` };
    expect((await api.call('GET', '/api/configurations', { headers })).status).toBe(wanted);
    // bearerOfTests knows two tokens; the right one is the second.
    expect(compared).toHaveBeenCalledTimes(2);
    for (const [known, given] of compared.mock.calls)
      expect([known.byteLength, given.byteLength]).toEqual([32, 32]);
    const digests = compared.mock.calls.map(([, given]) => Buffer.from(given as Uint8Array).toString('hex'));
    expect(new Set(digests).size).toBe(1);
    expect(digests[0]).not.toContain(Buffer.from(token.slice(0, 8)).toString('hex'));
  });
});
