import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { ImposterError, type Logger } from '@chat-imposter/core';
import { createFakeClock } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../audit/audit.ts';
import { type ApiServer, isFromHost } from '../test-support/api-server.ts';
import { CANARY, documentOf } from '../test-support/documents.ts';
import { openEvents } from '../test-support/event-reader.ts';
import { allRoutes, callOf, makeBusy, serveBusy } from '../test-support/every-route.ts';
import { logFolder } from '../test-support/log-folder.ts';
import { type RecordingStore, recordingStore } from '../test-support/recording-store.ts';
import { bearerOfTests, TOKEN } from '../test-support/tokens.ts';

/** In the environment of the process, where the key of the model is. */
const ENVIRONMENT_CANARY = 'sk-canary-of-the-environment-71c2';
/** Stored as what links an account, and in the errors of a broken store. */
const LINK_CANARY = 'canary-noise-key-9be1';
const STORE_CANARY = 'mongodb://root:canary-password-4f@db.example';
/** What a caller sends by mistake. */
const SENT_CANARY = 'canary-sent-by-mistake-02';

const secrets = [CANARY, ENVIRONMENT_CANARY, LINK_CANARY, STORE_CANARY, SENT_CANARY, 'canary', TOKEN];

/** Everything that comes out of the process, by where it came out. */
interface Output {
  answers: string[];
  audit: string[];
  logs: string[];
}

const logDirectory = logFolder();

async function serveWithSecrets(): Promise<{ api: ApiServer; recording: RecordingStore; output: Output }> {
  process.env.OPENAI_API_KEY = ENVIRONMENT_CANARY;
  const output: Output = { answers: [], audit: [], logs: [] };
  // What a logger writes of errors: message, stack and causes.
  const note = (fields: object, message: string) =>
    void output.logs.push(inspect(fields, { depth: 10 }), message);
  const logger: Logger = { debug: note, info: note, warn: note, error: note };
  const audit = (entry: AuditEntry) => void output.audit.push(JSON.stringify(entry));
  const clock = createFakeClock();
  const recording = recordingStore();
  const imposter = { store: recording.store, logger, logDirectory };
  const api = await serveBusy({ clock, auth: bearerOfTests(clock), logger, audit, imposter });
  const lease = await recording.store.leases.acquire('bob', 'tests');
  if (lease === null) throw new Error('Nobody runs bob.');
  const credentials = recording.store.credentials('bob', 'fakeChat', lease);
  await credentials.set(new Map([['creds', JSON.stringify({ noiseKey: LINK_CANARY, me: { id: '1@x' } })]]));
  await recording.store.leases.release(lease);
  return { api, recording, output };
}

/** Calls every route in right and wrong ways. */
async function callEverything(
  api: ApiServer,
  output: Output,
  prepare: () => Promise<void> = async () => {},
): Promise<Map<string, Set<number>>> {
  const statuses = new Map<string, Set<number>>();
  const authorization = `Bearer ${TOKEN}`;
  for (const route of allRoutes) {
    await prepare();
    for (const user_id of ['ann', 'bob', 'nobody', SENT_CANARY.toUpperCase()]) {
      const { method, path, body } = callOf(route, { user_id });
      const broken = { ...body, user_id, surprise: SENT_CANARY, queue_config: { max_days: SENT_CANARY } };
      const calls = [
        { headers: { authorization }, ...(body && { body }) },
        { headers: { authorization: `Bearer ${SENT_CANARY}` } },
        { headers: { authorization, origin: `http://${SENT_CANARY}` } },
        { headers: { authorization, 'if-match': `"${SENT_CANARY}"` }, ...(body && { body }) },
        ...(body
          ? [
              { headers: { authorization }, body: broken },
              { headers: { authorization, 'content-type': 'application/json' }, body: `{"${SENT_CANARY}` },
              { headers: { authorization, 'content-type': `text/${SENT_CANARY}` }, body: SENT_CANARY },
            ]
          : []),
      ];
      await api.clock.advance(10_000);
      for (const search of ['', `?${SENT_CANARY}=${SENT_CANARY}`]) {
        for (const call of calls) {
          const answer = await api.call(method, path + search, call);
          if (isFromHost(answer)) continue;
          statuses.set(route.id, (statuses.get(route.id) ?? new Set()).add(answer.status));
          const shown = answer.text + JSON.stringify([...answer.headers]);
          // That a bot is not there names it as it was asked for, which is in upper case here.
          output.answers.push(`${method} ${path}${search ? '?…' : ''} ${answer.status}: ${shown}`);
        }
      }
    }
  }
  return statuses;
}

function expectNoSecret(where: string, lines: readonly string[]): void {
  expect([where, lines.length > 0]).toEqual([where, true]);
  for (const secret of secrets) {
    const showing = lines.filter((line) => line.includes(secret)).map((line) => line.slice(0, 600));
    expect([where, secret, showing.slice(0, 2)]).toEqual([where, secret, []]);
  }
}

/** Reads all events from now on until `end` is called. */
async function collectEvents(api: ApiServer): Promise<{ end(): Promise<string[]> }> {
  const events = await openEvents(`http://${api.host}/api/events`, { authorization: `Bearer ${TOKEN}` });
  await events.nextBlock();
  const told: string[] = [];
  const reading = (async () => {
    for (let event = await events.next(); event !== null; event = await events.next()) {
      told.push(JSON.stringify(event));
    }
  })();
  return {
    async end() {
      await api.call('GET', '/health');
      events.close();
      await reading;
      return told;
    },
  };
}

function conversationLogs(): string[] {
  return readdirSync(logDirectory).map((name) => readFileSync(join(logDirectory, name), 'utf8'));
}

describe('a secret', () => {
  it('is in no answer, event, audit entry or log, whatever is called', async () => {
    const { api, recording, output } = await serveWithSecrets();
    await using _ = api;
    const headers = { authorization: `Bearer ${TOKEN}` };
    const events = await collectEvents(api);
    const statuses = await callEverything(api, output, () => makeBusy(api));
    for (const { id } of allRoutes) expect(statuses.has(id)).toBe(true);
    const all = [...statuses.values()].flatMap((some) => [...some]);
    for (const status of [200, 204, 400, 401, 403, 404, 409, 415, 422]) expect(all).toContain(status);

    await makeBusy(api);
    api.llm.answerWith(() => {
      throw new Error('The model fails.');
    });
    await api.chat.account('ann').says({ identifier: 'mom@x', savedName: 'Mom' }, 'hello?');
    await api.clock.advance(60_000);
    output.answers.push((await api.call('GET', '/chatbot/ann/status', { headers })).text);

    // What is stored holds them, so that the test would find them.
    expect(JSON.stringify(await recording.store.configurations.list())).toContain(CANARY);
    const stored = await recording.store.credentials('bob', 'fakeChat').get(['creds']);
    expect(stored.size === 0 || String(stored.get('creds')).includes(LINK_CANARY)).toBe(true);

    const told = await events.end();
    await api.imposter.close();
    expectNoSecret('answers', output.answers);
    expectNoSecret('audit', output.audit);
    expectNoSecret('conversation logs', conversationLogs());
    if (output.logs.length > 0) expectNoSecret('logs', output.logs);
    expectNoSecret('events', told);
  });

  it.each([
    ['the engine’s', new ImposterError('store_unavailable', `Cannot reach ${STORE_CANARY}.`)],
    ['of any kind', Object.assign(new Error(STORE_CANARY), { command: { api_key: CANARY } })],
  ])(
    'is in no answer and no event when the store fails with it in an error that is %s',
    async (_, failure) => {
      const { api, recording, output } = await serveWithSecrets();
      await using __ = api;
      const events = await collectEvents(api);
      recording.failure = failure;
      const statuses = await callEverything(api, output);
      const failed = [...statuses.values()].filter((some) => some.has(500) || some.has(503));
      expect(failed.length).toBeGreaterThan(15);
      await api.chat
        .account('ann')
        .says('555@x', 'hello')
        .catch(() => {});
      recording.failure = null;
      await api.imposter.stop('ann').catch(() => {});
      expectNoSecret('answers', output.answers);
      expectNoSecret('audit', output.audit);
      const told = await events.end();
      expectNoSecret('events', told);
      // The log of the server says what failed, and that is what it is for.
      expect(output.logs.join('\n')).toContain(STORE_CANARY);
      expect(output.logs.join('\n')).not.toContain(TOKEN);
    },
  );

  it('cannot be copied to another bot by saving what was read', async () => {
    const { api, recording } = await serveWithSecrets();
    await using _ = api;
    const headers = { authorization: `Bearer ${TOKEN}` };
    const { json } = await api.call('GET', '/api/configurations/ann', { headers });
    const same = await api.call('PUT', '/api/configurations/ann', { headers, body: json });
    expect(same.status).toBe(200);
    expect(JSON.stringify(await recording.store.configurations.get('ann'))).toContain(CANARY);
    for (const path of ['/chatbot', '/api/configurations/eve']) {
      const copied = await api.call('PUT', path, { headers, body: { ...Object(json), user_id: 'eve' } });
      expect([copied.status, copied.json]).toEqual([
        422,
        expect.objectContaining({
          errors: expect.arrayContaining([
            expect.objectContaining({ path: 'llm_provider_config.provider_config.api_key' }),
          ]),
        }),
      ]);
    }
    expect(await recording.store.configurations.get('eve')).toBeNull();
    const other = documentOf('bob', { llm_provider_config: null });
    await api.call('PUT', '/api/configurations/bob', { headers, body: other });
    const into = await api.call('PUT', '/api/configurations/bob', {
      headers,
      body: { ...Object(json), user_id: 'bob' },
    });
    expect(into.status).toBe(422);
  });
});
