import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startWhatsAppServer } from '@chat-imposter/testing/whatsapp';
import { afterEach, describe, expect, it } from 'vitest';
import { call, untilStatus } from './api-client.ts';
import { ServerProcess, temporaryFolder } from './server-process.ts';

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function folders() {
  const { path, remove } = await temporaryFolder();
  cleanups.push(remove);
  return { path, environment: { DATA_DIR: join(path, 'data'), LOG_DIR: join(path, 'log') } };
}

/** Runs the server and expects it to say one line and end. */
async function refusal(environment: Record<string, string>, args: readonly string[] = []): Promise<string> {
  const { code, stderr } = await ServerProcess.run(environment, args).ended;
  expect(code, stderr).toBe(1);
  expect(stderr.trimEnd().split('\n'), stderr).toHaveLength(1);
  return stderr.trimEnd();
}

describe('Starting the server', () => {
  it('serves on loopback, and ends with 0 when it is told to, however often it is told at once', async () => {
    const { environment } = await folders();
    const server = await ServerProcess.start(environment);
    cleanups.push(() => server.end('SIGKILL'));
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await call(server.url, 'GET', '/health')).status).toBe(200);
    for (let repeat = 0; repeat < 3; repeat++) server.signal('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 0, signal: null });
  });

  it('says which port is busy', async () => {
    const { environment } = await folders();
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    cleanups.push(async () => other.close());
    const { port } = other.address() as AddressInfo;
    const line = await refusal({ ...environment, PORT: String(port) });
    expect(line).toBe(
      `Port ${port} on 127.0.0.1 is in use; stop the other program or set PORT to a free port.`,
    );
  });

  it('says that the data folder cannot be used', async () => {
    const { path } = await folders();
    await writeFile(join(path, 'file'), '');
    const dataDirectory = join(path, 'file', 'data');
    expect(await refusal({ PORT: '0', DATA_DIR: dataDirectory })).toContain(dataDirectory);
  });

  it('says that another process has the database', async () => {
    const { path, environment } = await folders();
    const server = await ServerProcess.start(environment);
    cleanups.push(() => server.end('SIGKILL'));
    expect(await refusal({ PORT: '0', ...environment })).toContain(join(path, 'data', 'imposter.db'));
  });

  it.each([
    ['a port of blanks', { PORT: ' ' }, [], 'PORT must be a whole number'],
    ['a host list that is none', { IMPOSTER_ALLOWED_HOSTS: 'http://a b' }, [], 'IMPOSTER_ALLOWED_HOSTS'],
    ['an address of models that is none', { OPENAI_BASE_URL: 'ftp://127.0.0.1' }, [], 'OPENAI_BASE_URL'],
    ['an origin that is none', { IMPOSTER_ALLOWED_BASE_URLS: 'nonsense' }, [], 'IMPOSTER_ALLOWED_BASE_URLS'],
    ['to keep what is no demo', {}, ['--keep'], '--keep'],
    [
      'a heartbeat of another kind',
      { LINKING_HEARTBEAT: 'never' },
      [],
      'LINKING_HEARTBEAT must be explicit or any-poll',
    ],
    ['a retention of no time', { RETENTION_DAYS: '0' }, [], 'RETENTION_DAYS must be a whole number of days'],
    ['a port that is none', { PORT: '99999' }, [], 'PORT must be a whole number from 0 to 65535'],
    [
      'an unreachable host name',
      { HOST: '203.0.113.1', IMPOSTER_API_TOKEN: 'x'.repeat(32) },
      [],
      'HOST=203.0.113.1',
    ],
    ['the whole network without a token', { HOST: '0.0.0.0' }, [], 'set IMPOSTER_API_TOKEN'],
    [
      'a short token',
      { IMPOSTER_API_TOKEN: 'changeme' },
      [],
      'IMPOSTER_API_TOKEN must have at least 32 characters',
    ],
    [
      'a webhook without a secret',
      { IMPOSTER_WEBHOOK_URL: 'https://example.com' },
      [],
      'IMPOSTER_WEBHOOK_SECRET',
    ],
    [
      'a webhook in the network around it',
      { IMPOSTER_WEBHOOK_URL: 'https://10.0.0.1', IMPOSTER_WEBHOOK_SECRET: 'x'.repeat(32) },
      [],
      'private address',
    ],
    [
      'a webhook for nothing that there is',
      {
        IMPOSTER_WEBHOOK_URL: 'https://example.com',
        IMPOSTER_WEBHOOK_SECRET: 'x'.repeat(32),
        IMPOSTER_WEBHOOK_EVENTS: 'link_lost,qr',
      },
      [],
      'there are no events "qr"',
    ],
    ['an argument it does not know', {}, ['--demon'], 'unknown argument "--demon"'],
    ['a MongoDB that is none', { MONGODB_URL: '127.0.0.1' }, [], 'MONGODB_URL must be a connection string'],
    [
      'a WhatsApp server somewhere else',
      { WHATSAPP_WEBSOCKET_URL: 'ws://203.0.113.1/ws' },
      [],
      'WHATSAPP_WEBSOCKET_URL',
    ],
  ] as const)('refuses %s', async (_, given, args, expected) => {
    const { environment } = await folders();
    expect(await refusal({ PORT: '0', ...environment, ...given }, args)).toContain(expected);
  });

  it('says with a bot that its key is missing, keeps serving, and still offers to link', async () => {
    const { environment } = await folders();
    const whatsApp = await startWhatsAppServer();
    cleanups.push(() => whatsApp.close());
    const server = await ServerProcess.start({ ...environment, WHATSAPP_WEBSOCKET_URL: whatsApp.url });
    cleanups.push(() => server.end('SIGKILL'));
    const configuration = {
      user_id: 'keyless',
      chat_provider_config: { provider_name: 'whatsAppBaileyes' },
      llm_provider_config: { provider_name: 'openAi', provider_config: { model: 'gpt-6-luna' } },
    };
    expect((await call(server.url, 'PUT', '/chatbot', configuration)).status).toBe(200);
    const { last_error } = await untilStatus(server.url, 'keyless', 'linking');
    expect(last_error).toMatchObject({
      code: 'llm_key_missing',
      message: expect.stringContaining('OPENAI_API_KEY'),
    });
    expect((await call(server.url, 'GET', '/health')).status).toBe(200);
  });

  it('refuses a configuration with every problem of it, stores nothing and starts nothing', async () => {
    const { environment } = await folders();
    const server = await ServerProcess.start(environment);
    cleanups.push(() => server.end('SIGKILL'));
    const answer = await call(server.url, 'PUT', '/chatbot', {
      user_id: 'a/b',
      respond_to_whitelst: [],
      chat_provider_config: { provider_name: 'pigeon' },
      llm_provider_config: { provider_name: 'openAi', provider_config: { temperature: 3, apiKey: 'x' } },
    });
    expect(answer.status).toBe(422);
    const errors = answer.body.errors as { path: string; message: string }[];
    expect(errors.map(({ path }) => path).sort()).toEqual([
      '',
      'chat_provider_config.provider_name',
      'llm_provider_config.provider_config.apiKey',
      'llm_provider_config.provider_config.model',
      'llm_provider_config.provider_config.temperature',
      'user_id',
    ]);
    expect((await call(server.url, 'GET', '/api/configurations')).body).toEqual({ user_ids: [] });
  });

  it('asks for the token when there is one', async () => {
    const { environment } = await folders();
    const token = 'a-token-of-more-than-thirty-two-characters';
    const server = await ServerProcess.start({ ...environment, IMPOSTER_API_TOKEN: token });
    cleanups.push(() => server.end('SIGKILL'));
    expect((await call(server.url, 'GET', '/api/configurations')).status).toBe(401);
    const response = await fetch(`${server.url}/api/configurations`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await response.json()).toEqual({ user_ids: [] });
  });

  it('writes down who changes something', async () => {
    const { environment } = await folders();
    const server = await ServerProcess.start(environment);
    cleanups.push(() => server.end('SIGKILL'));
    await call(server.url, 'GET', '/api/configurations');
    await Promise.all([
      call(server.url, 'DELETE', '/chatbot/nobody'),
      call(server.url, 'POST', '/chatbot/nobody/stop'),
    ]);
    const file = join(environment.LOG_DIR, 'audit.jsonl');
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    const entries = lines.map((line) => JSON.parse(line) as { action: string });
    expect(entries.sort((one, other) => (one.action < other.action ? -1 : 1))).toEqual(
      ['stopBot', 'unlinkBot'].map((action) => ({
        time: expect.any(Number),
        principal: 'loopback',
        address: '127.0.0.1',
        action,
        user_id: 'nobody',
        contact_id: null,
        status: 404,
      })),
    );
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });
});
