import { createFakeClock } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { type BearerToken, bearer } from '../auth/bearer.ts';
import type { Scope } from '../auth/scope.ts';
import { type ApiServer, serveApi } from '../test-support/api-server.ts';
import { documentOf } from '../test-support/documents.ts';
import { openEvents } from '../test-support/event-reader.ts';
import { mounts } from '../test-support/mounts.ts';
import { sha256, TOKEN } from '../test-support/tokens.ts';

async function linked(api: ApiServer, userId = 'ann'): Promise<void> {
  await api.imposter.start(documentOf(userId));
  await api.chat.account(userId).scan();
}

function tokenWith(scopes: readonly Scope[], bots?: string[]): BearerToken {
  return { name: 'tests', sha256: sha256(TOKEN), scopes, ...(bots && { bots }) };
}

const authorized = { authorization: `Bearer ${TOKEN}` };

describe.each(mounts)('GET /api/events $name', (mount) => {
  const pathOf = (api: ApiServer, query = '') => `http://${api.host}${mount.path}/api/events${query}`;

  it('tells what happens, when it happens', async () => {
    await using api = await serveApi({ mount });
    await linked(api);
    const events = await openEvents(pathOf(api));
    expect([events.status, events.headers.get('content-type')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    expect(events.headers.get('cache-control')).toBe('no-store, no-transform');
    expect(await events.nextBlock()).toBe('retry: 3000');
    await api.chat.account('ann').says('555@x', 'hello');
    expect(await events.next()).toMatchObject({
      event: 'message',
      data: {
        time: api.clock.now(),
        user_id: 'ann',
        correspondent_id: '555@x',
        state: 'collected',
        reason: 'whitelist',
        message: { content: 'hello', sender: { identifier: '555@x' } },
      },
    });
    await api.imposter.stop('ann');
    expect(await events.next()).toMatchObject({ event: 'status', data: { status: 'disconnected' } });
    events.close();
  });

  it('goes on behind the last event that a reader has seen', async () => {
    await using api = await serveApi({ mount });
    await linked(api);
    const first = await openEvents(pathOf(api));
    await first.nextBlock();
    await api.chat.account('ann').says('555@x', 'one');
    const seen = await first.next();
    first.close();
    for (const text of ['two', 'three']) await api.chat.account('ann').says('555@x', text);
    const second = await openEvents(pathOf(api), { 'last-event-id': seen?.id ?? '' });
    for (const text of ['two', 'three']) {
      expect(await second.next()).toMatchObject({ data: { message: { content: text } } });
    }
    second.close();
  });

  it.each(['another-1', 'x', '', '-1', `${'9'.repeat(40)}`])(
    'tells that events are missing when the last one is not known: %j',
    async (lastEventId) => {
      await using api = await serveApi({ mount });
      await linked(api);
      const events = await openEvents(pathOf(api), { 'last-event-id': lastEventId });
      expect(await events.next()).toMatchObject({ event: 'gap', data: {} });
      await api.chat.account('ann').says('555@x', 'later');
      expect(await events.next()).toMatchObject({ event: 'message' });
      events.close();
    },
  );

  it('keeps a connection alive while nothing happens', async () => {
    await using api = await serveApi({ mount });
    const events = await openEvents(pathOf(api));
    await events.nextBlock();
    await api.clock.advance(15_000);
    expect(await events.nextBlock()).toMatch(/^: nothing happened\nid: [0-9a-f]{8}-\d+$/);
    events.close();
  });

  it('tells of one bot when asked for it', async () => {
    await using api = await serveApi({ mount });
    for (const userId of ['ann', 'bob']) await linked(api, userId);
    const events = await openEvents(pathOf(api, '?user_id=bob'));
    await events.nextBlock();
    for (const userId of ['ann', 'bob']) await api.chat.account(userId).says('555@x', `to ${userId}`);
    expect(await events.next()).toMatchObject({ data: { user_id: 'bob' } });
    events.close();
    expect((await api.call('GET', '/api/events?user_id=nobody')).status).toBe(404);
  });

  it('ends with the bot that it is about', async () => {
    await using api = await serveApi({ mount });
    for (const userId of ['ann', 'bob']) await linked(api, userId);
    const events = await openEvents(pathOf(api, '?user_id=ANN'));
    await events.nextBlock();
    for (const userId of ['bob', 'ann']) await api.imposter.deleteConfiguration(userId);
    const kinds: (string | undefined)[] = [];
    for (let seen = await events.next(); seen !== null; seen = await events.next()) kinds.push(seen.event);
    expect(kinds).toEqual(['status', 'removal']);
    expect(await events.nextBlock()).toBeNull();
  });
});

describe('What a reader of events may see', () => {
  async function firstEvent(token: BearerToken, act: (api: ApiServer) => Promise<unknown>) {
    const clock = createFakeClock();
    await using api = await serveApi({ clock, auth: bearer({ tokens: [token], clock }) });
    const events = await openEvents(`http://${api.host}/api/events`, authorized);
    await events.nextBlock();
    await act(api);
    const seen = await events.next();
    events.close();
    return seen;
  }

  it('is no text without the scope inspect', async () => {
    const act = async (api: ApiServer) => {
      await linked(api);
      await api.chat.account('ann').says('555@x', 'canary', {
        sender: { identifier: '555@x', alternateIdentifiers: [], savedName: 'Canary' },
      });
    };
    const kinds: string[] = [];
    const clock = createFakeClock();
    await using api = await serveApi({ clock, auth: bearer({ tokens: [tokenWith(['read'])], clock }) });
    const events = await openEvents(`http://${api.host}/api/events`, authorized);
    await events.nextBlock();
    await act(api);
    for (;;) {
      const seen = await events.next();
      kinds.push(seen?.event ?? 'end');
      expect(JSON.stringify(seen)).not.toMatch(/canary/i);
      if (seen?.event !== 'message') continue;
      expect(seen.data).toMatchObject({ correspondent_id: '555@x', message: { id: 1, message_size: 6 } });
      break;
    }
    expect(kinds).not.toContain('qr');
    events.close();
  });

  it('is a QR with the scope operate', async () => {
    const clock = createFakeClock();
    const auth = bearer({ tokens: [tokenWith(['read', 'operate'])], clock });
    await using api = await serveApi({ clock, auth });
    const events = await openEvents(`http://${api.host}/api/events`, authorized);
    await events.nextBlock();
    await api.imposter.start(documentOf('ann'));
    for (let seen = await events.next(); seen?.event !== 'qr'; seen = await events.next()) {
      expect(seen).not.toBeNull();
    }
    events.close();
  });

  it('is nothing of a bot that is not theirs', async () => {
    const seen = await firstEvent(tokenWith(['admin'], ['bob']), async (api) => {
      await linked(api, 'ann');
      await linked(api, 'bob');
    });
    expect(seen).toMatchObject({ data: { user_id: 'bob' } });
  });

  it('ends when the token is let in no more', async () => {
    const clock = createFakeClock();
    const auth = bearer({ tokens: [tokenWith(['read'])], clock });
    await using api = await serveApi({ clock, auth });
    const events = await openEvents(`http://${api.host}/api/events`, authorized);
    await events.nextBlock();
    auth.replaceTokens([{ ...tokenWith(['read']), sha256: sha256('another') }]);
    expect(await events.nextBlock()).toBeNull();
  });
});
