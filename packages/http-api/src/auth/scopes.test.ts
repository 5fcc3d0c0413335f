import { createFakeClock } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../audit/audit.ts';
import { type Route, routes } from '../routes.ts';
import { type ApiServer, type Call, serveApi } from '../test-support/api-server.ts';
import { documentOf } from '../test-support/documents.ts';
import { mounts } from '../test-support/mounts.ts';
import { sha256 } from '../test-support/tokens.ts';
import { bearer } from './bearer.ts';
import type { Scope } from './scope.ts';

const SCOPES: readonly Scope[] = ['read', 'operate', 'configure', 'inspect'];

function tokenOf(name: string): string {
  return `${name}-token-of-32-characters-or-more`;
}

async function serveScoped(
  tokens: Record<string, { scopes: readonly Scope[]; bots?: string[] }>,
  options: Parameters<typeof serveApi>[0] = {},
): Promise<ApiServer> {
  const clock = createFakeClock();
  const known = Object.entries(tokens).map(([name, rights]) => ({
    name,
    sha256: sha256(tokenOf(name)),
    ...rights,
  }));
  const api = await serveApi({ ...options, clock, auth: bearer({ tokens: known, clock }) });
  for (const userId of ['ann', 'bob']) await api.imposter.saveConfiguration(documentOf(userId));
  return api;
}

function as(name: string, call: Call = {}): Call {
  return { ...call, headers: { authorization: `Bearer ${tokenOf(name)}` } };
}

/** A call of a route about this bot; what it answers when it is let in does not matter. */
function callOf({ method, path, body }: Route, userId: string): [string, string, Call] {
  const concrete = path
    .replace(':user_id', userId)
    .replace(':contact_id', '555@x')
    .replace(':group_id', 'g@x');
  return [method, concrete, body ? { body: documentOf(userId) } : {}];
}

const guarded = (routes as readonly Route[]).filter(
  ({ needs, id }) => needs !== 'nobody' && id !== 'readEvents',
);

describe.each(mounts)('scopes $name', (mount) => {
  it('let in who has all that a call needs, and nobody else', async () => {
    const tokens = Object.fromEntries(SCOPES.map((scope) => [scope, { scopes: [scope] }]));
    await using api = await serveScoped({ ...tokens, 'all-but-admin': { scopes: SCOPES } }, { mount });
    for (const route of guarded) {
      const needs = route.needs as readonly Scope[];
      for (const scope of SCOPES) {
        const [method, path, call] = callOf(route, 'ann');
        const { status, json } = await api.call(method, path, as(scope, call));
        const isEnough = needs.every((need) => need === scope);
        expect([route.id, scope, status === 403], JSON.stringify(json)).toEqual([route.id, scope, !isEnough]);
        if (!isEnough) expect(json).toMatchObject({ code: 'forbidden' });
      }
      const [method, path, call] = callOf(route, 'ann');
      expect((await api.call(method, path, as('all-but-admin', call))).status, route.id).not.toBe(403);
    }
  });

  it('let a token of some bots reach no other, whether it exists or not', async () => {
    await using api = await serveScoped({ mine: { scopes: ['admin'], bots: ['Ann'] } }, { mount });
    for (const route of guarded) {
      for (const other of ['bob', 'nobody']) {
        const [method, path, call] = callOf(route, other);
        if (!path.includes(other) && call.body === undefined) continue;
        const { status, json } = await api.call(method, path, as('mine', call));
        expect([route.id, other, status, json]).toEqual([
          route.id,
          other,
          403,
          expect.objectContaining({ code: 'forbidden' }),
        ]);
      }
    }
    expect((await api.call('GET', '/api/configurations/ann', as('mine'))).status).toBe(200);
    expect(await api.imposter.configuredUserIds()).toEqual(['ann', 'bob']);
  });

  it('show a token of some bots those only', async () => {
    await using api = await serveScoped({ mine: { scopes: ['read'], bots: ['bob'] } }, { mount });
    expect((await api.call('GET', '/api/configurations', as('mine'))).json).toEqual({ user_ids: ['bob'] });
    expect((await api.call('GET', '/api/configurations/status', as('mine'))).json).toEqual({
      configurations: [{ user_id: 'bob', status: 'disconnected', authenticated: false }],
    });
    expect((await api.call('GET', '/metrics', as('mine'))).status).toBe(403);
  });

  it('do not let a document without an id pass for a bot of the token', async () => {
    await using api = await serveScoped({ mine: { scopes: ['admin'], bots: ['ann'] } }, { mount });
    const { user_id: _, ...nameless } = documentOf('ann');
    for (const body of [nameless, [], [documentOf('ann'), documentOf('bob')], [[documentOf('bob')]]]) {
      expect((await api.call('PUT', '/chatbot', as('mine', { body }))).status).toBe(403);
    }
    expect((await api.call('PUT', '/chatbot', as('mine', { body: [documentOf('ann')] }))).status).toBe(200);
  });

  it('show the QR to who may link the bot only, and count only their heartbeats', async () => {
    const tokens = { viewer: { scopes: ['read'] }, linker: { scopes: ['read', 'operate'] } } as const;
    await using api = await serveScoped(tokens, { mount });
    await api.imposter.start(documentOf('ann'), { linkingHeartbeat: true });
    const statusFor = async (name: string) =>
      (await api.call('GET', '/chatbot/ann/status?heartbeat=true', as(name))).json;
    expect(await statusFor('viewer')).toEqual(expect.not.objectContaining({ qr: expect.anything() }));
    expect(await statusFor('linker')).toMatchObject({ status: 'linking', qr: expect.any(String) });
    for (let second = 0; second < 6; second += 1) {
      await api.clock.advance(1_000);
      await statusFor('viewer');
    }
    expect(await statusFor('viewer')).toMatchObject({ status: 'disconnected' });
  });
});

describe('bearer.replaceTokens', () => {
  it('lets the new tokens in at once, and the old ones no more', async () => {
    const clock = createFakeClock();
    const token = (name: string) => ({
      name,
      sha256: sha256(tokenOf(name)),
      scopes: ['read'] as const,
    });
    const auth = bearer({ tokens: [token('old')], clock });
    await using api = await serveApi({ auth, clock });
    const statusOf = async (name: string) => (await api.call('GET', '/api/configurations', as(name))).status;
    expect([await statusOf('old'), await statusOf('new')]).toEqual([200, 401]);
    auth.replaceTokens([token('new')]);
    expect([await statusOf('old'), await statusOf('new')]).toEqual([401, 200]);
    expect(() => auth.replaceTokens([])).toThrow('give at least one token');
    expect([await statusOf('old'), await statusOf('new')]).toEqual([401, 200]);
  });
});

describe('the audit log', () => {
  it('has a line for each call that changes something or shows private texts, and for no other', async () => {
    const entries: AuditEntry[] = [];
    const audit = (entry: AuditEntry) => void entries.push(entry);
    await using api = await serveScoped({ ops: { scopes: ['admin'] } }, { audit });
    const { status } = await api.call(
      'PUT',
      '/api/configurations/eve',
      as('ops', { body: documentOf('eve') }),
    );
    await api.call('GET', '/api/queue/ann', as('ops'));
    await api.call('DELETE', '/api/queue/ann/555@x', as('ops'));
    await api.call('GET', '/api/configurations/ann', as('ops'));
    await api.call('GET', '/chatbot/ann/status', as('ops'));
    await api.call('PUT', '/chatbot', as('ops', { body: { user_id: 'eve', api_key: 'sk-canary' } }));
    expect(status).toBe(200);
    const line = { time: api.clock.now(), principal: 'ops', address: '127.0.0.1' };
    expect(entries).toEqual([
      { ...line, action: 'saveConfiguration', userId: 'eve', contactId: null, status: 200 },
      { ...line, action: 'readQueue', userId: 'ann', contactId: null, status: 200 },
      { ...line, action: 'clearContact', userId: 'ann', contactId: '555@x', status: 404 },
      { ...line, action: 'startBot', userId: 'eve', contactId: null, status: 422 },
    ]);
    expect(JSON.stringify(entries)).not.toContain('canary');
  });

  it('keeps nobody from an answer when it cannot be written', async () => {
    const audit = () => Promise.reject(new Error('The disk is full.'));
    await using api = await serveScoped({ ops: { scopes: ['admin'] } }, { audit });
    expect((await api.call('GET', '/api/queue/ann', as('ops'))).status).toBe(200);
  });
});
