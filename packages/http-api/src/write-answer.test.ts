import { request as openRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { createMemoryStore, ImposterError, type Store } from '@chat-imposter/core';
import { createFakeClock } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import type { AuditEntry } from './audit/audit.ts';
import { bearer } from './auth/bearer.ts';
import { type ApiServer, serveApi } from './test-support/api-server.ts';
import { documentOf } from './test-support/documents.ts';
import { openEvents } from './test-support/event-reader.ts';
import { sha256, TOKEN } from './test-support/tokens.ts';

const authorization = `Bearer ${TOKEN}`;
const TRACKED = [{ groupIdentifier: 'g@x', displayName: 'Movies', cronTrackingSchedule: '* * * * *' }];
const GROUP = { kind: 'group', identifier: 'g@x', savedName: 'Movies', alternateIdentifiers: [] } as const;

function tokens(name: string) {
  return [{ name: 'tests', sha256: sha256(name), scopes: ['admin'] as const }];
}

async function serveTracked(options: Parameters<typeof serveApi>[0] & object): Promise<ApiServer> {
  const api = await serveApi(options);
  await api.imposter.start(documentOf('ann', { periodic_group_tracking: TRACKED }));
  await api.chat.account('ann').scan();
  await api.chat.account('ann').says(GROUP, 'hello');
  await api.clock.advance(61_000);
  return api;
}

/** A store whose periods cannot be read while `failure` is set. */
function failingPeriods(): { store: Store; failure: Error | null } {
  const store = createMemoryStore();
  const failing: { store: Store; failure: Error | null } = { store, failure: null };
  const periods = store.tracking.periods.bind(store.tracking);
  store.tracking.periods = (...given) => {
    if (failing.failure !== null) throw failing.failure;
    return periods(...given);
  };
  return failing;
}

describe('A streamed answer', () => {
  it.each(['json', 'jsonl'])(
    'is refused like any other when it fails before it begins: %s',
    async (format) => {
      const failing = failingPeriods();
      const entries: AuditEntry[] = [];
      const audit = (entry: AuditEntry) => void entries.push(entry);
      await using api = await serveTracked({ audit, imposter: { store: failing.store } });
      const path = `/api/trackedGroupMessages/ann/g@x?format=${format}`;
      expect((await api.call('GET', path)).status).toBe(200);
      expect((await api.call('HEAD', path)).status).toBe(200);
      failing.failure = new ImposterError('store_unavailable', 'away');
      const { status, json } = await api.call('GET', path);
      // What begins with a bracket of its own has begun, whatever comes of the rest.
      if (format !== 'jsonl') return;
      expect([status, json]).toEqual([503, expect.objectContaining({ code: 'store_unavailable' })]);
      expect(entries.at(-1)).toMatchObject({ action: 'readTrackedGroup', status: 503 });
    },
  );
});

describe('A token that is let in no more', () => {
  it('does nothing with a body that comes later', async () => {
    const clock = createFakeClock();
    const auth = bearer({ tokens: tokens(TOKEN), clock });
    await using api = await serveApi({ clock, auth });
    const [hostname, port] = api.host.split(':');
    const body = JSON.stringify(documentOf('ann'));
    const headers = { authorization, 'content-type': 'application/json', 'content-length': body.length };
    const call = openRequest({ hostname, port, method: 'PUT', path: '/api/configurations/ann', headers });
    const answered = new Promise<number | undefined>((resolve, reject) => {
      call.once(
        'response',
        (response) => void text(response).then(() => resolve(response.statusCode), reject),
      );
      call.once('error', reject);
    });
    call.write(body.slice(0, 10));
    // The server has the beginning of it when it has answered another call.
    await api.call('GET', '/health');
    auth.replaceTokens(tokens('another'));
    call.end(body.slice(10));
    expect(await answered).toBe(401);
    expect(await api.imposter.configuredUserIds()).toEqual([]);
  });

  it('reads on no stream', async () => {
    const clock = createFakeClock();
    const auth = bearer({ tokens: tokens(TOKEN), clock });
    const entries: AuditEntry[] = [];
    await using api = await serveApi({ clock, auth, audit: (entry) => void entries.push(entry) });
    const events = await openEvents(`http://${api.host}/api/events`, { authorization });
    await events.nextBlock();
    expect(entries).toMatchObject([{ action: 'readEvents', principal: 'tests', status: 200 }]);
    auth.replaceTokens(tokens('another'));
    expect(await events.nextBlock()).toBeNull();
  });
});

describe('An audit entry', () => {
  it('is no place for what a caller makes up', async () => {
    const entries: AuditEntry[] = [];
    await using api = await serveApi({ audit: (entry) => void entries.push(entry) });
    await api.call('PUT', '/chatbot', { body: { user_id: 'x'.repeat(500_000) } });
    expect(entries).toMatchObject([{ action: 'startBot', userId: 'x'.repeat(128), status: 422 }]);
  });
});
