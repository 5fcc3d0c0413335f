import { describe, expect, it } from 'vitest';
import type { Answer } from '../test-support/api-server.ts';
import { serveApi } from '../test-support/api-server.ts';
import { documentOf } from '../test-support/documents.ts';
import { openEvents } from '../test-support/event-reader.ts';
import { allRoutes, callOf } from '../test-support/every-route.ts';

const ROUNDS = 40;

/** What shows something of one bot. */
const reads = allRoutes.filter(
  ({ method, path, id }) => method === 'GET' && path.includes(':user_id') && id !== 'readLog',
);
/** Periods of tracked groups stay when a bot is deleted. */
const keepsPeriods = (path: string) => path.includes('trackedGroupMessages');

describe('a bot that is deleted while it is read', () => {
  it(`is gone when the deletion is answered, and its successor shows nothing of it: ${ROUNDS} times`, async () => {
    await using api = await serveApi();
    const during = new Map<number, number>();
    for (let round = 0; round < ROUNDS; round += 1) {
      const secret = `only-of-round-${round}.`;
      await api.imposter.start(documentOf('ann'));
      if (api.chat.account('ann').status !== 'connected') await api.chat.account('ann').scan();
      for (let count = 0; count < 5; count += 1)
        await api.chat.account('ann').says('555@x', `${secret}${count}`);
      const events = await openEvents(`http://${api.host}/api/events?user_id=ann`);
      await events.nextBlock();

      const early: Promise<Answer>[] = [];
      const read = () => {
        for (const route of reads) early.push(api.call('GET', callOf(route).path));
      };
      read();
      const deletion = api.call('DELETE', '/api/configurations/ann');
      read();
      expect((await deletion).status).toBe(200);
      for (const route of reads) {
        const { path } = callOf(route);
        const { status, text } = await api.call('GET', path);
        expect([path, status]).toEqual([path, 404]);
        expect(text).not.toContain(secret);
      }
      for (const { status } of await Promise.all(early)) {
        during.set(status, (during.get(status) ?? 0) + 1);
        expect([200, 404, 409]).toContain(status);
      }
      const kinds: string[] = [];
      for (let event = await events.next(); event !== null; event = await events.next())
        kinds.push(event.event);
      expect(kinds.at(-1)).toBe('removal');

      await api.imposter.start(documentOf('ann'));
      await api.chat.account('ann').scan();
      for (const route of reads.filter(({ path }) => !keepsPeriods(path))) {
        const { text } = await api.call('GET', callOf(route).path);
        expect(text).not.toContain('only-of-round');
      }
      await api.imposter.stop('ann');
    }
    expect(during.get(200)).toBeGreaterThan(0);
    expect(during.get(404)).toBeGreaterThan(0);
  });
});
