import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startLlmServer } from '@chat-imposter/testing/llm';
import { startWhatsAppServer } from '@chat-imposter/testing/whatsapp';
import { afterEach, describe, expect, it } from 'vitest';
import { call, untilStatus } from './api-client.ts';
import { readQr } from './read-qr.ts';
import { ServerProcess, temporaryFolder } from './server-process.ts';

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function configuration() {
  return {
    user_id: 'yahav',
    respond_to_whitelist: ['+1 555-111-0001'],
    chat_provider_config: { provider_name: 'whatsAppBaileyes', provider_config: {} },
    llm_provider_config: {
      provider_name: 'openAi',
      provider_config: {
        model: 'gpt-6-luna',
        reasoning_effort: 'none',
        system: 'You are Yahav, 31, from Tel Aviv.',
      },
    },
    behavior: { profile: 'instant' },
  };
}

/** The platform, the model, and a server that is linked to the owner's phone by its QR. */
async function setUpLinked() {
  const folder = await temporaryFolder();
  cleanups.push(folder.remove);
  const whatsApp = await startWhatsAppServer();
  cleanups.push(() => whatsApp.close());
  const llm = await startLlmServer();
  cleanups.push(() => llm.close());
  const start = async () => {
    const server = await ServerProcess.start({
      DATA_DIR: join(folder.path, 'data'),
      LOG_DIR: join(folder.path, 'log'),
      OPENAI_API_KEY: 'sk-canary-never-shown',
      OPENAI_BASE_URL: llm.baseUrl,
      WHATSAPP_WEBSOCKET_URL: whatsApp.url,
    });
    cleanups.push(() => server.end('SIGKILL'));
    return server;
  };
  const phone = whatsApp.phone({ number: '15550000001', name: 'Yahav' });
  const ann = whatsApp.contact({ number: '15551110001', name: 'Ann' });
  const stranger = whatsApp.contact({ number: '15559990009', name: 'Stranger' });
  const server = await start();
  const started = await call(server.url, 'PUT', '/chatbot', configuration());
  expect(started).toMatchObject({
    status: 200,
    body: { successful: [{ user_id: 'yahav', mode: 'fully_functional' }] },
  });
  const { qr } = await untilStatus(server.url, 'yahav', 'linking');
  await phone.scan(readQr(String(qr)));
  const connected = await untilStatus(server.url, 'yahav', 'connected');
  expect(connected).toMatchObject({ authenticated: true });
  expect(connected).not.toHaveProperty('qr');
  await phone.connected();
  return { folder, llm, phone, ann, stranger, server, start };
}

describe('The reference server', () => {
  it('takes an encrypted message all the way to the model and the answer back to the contact', async () => {
    const { folder, llm, phone, ann, stranger, server, start } = await setUpLinked();

    await stranger.says('hello, who is this?');
    await ann.says('hi, my name is Ann');
    expect(await ann.hears()).toMatchObject({ text: 'Nice to meet you, Ann!' });

    const [request] = llm.requests;
    expect(request?.body.model).toBe('gpt-6-luna');
    expect(request?.body.messages[0]?.role).toBe('system');
    expect(request?.body.messages[0]?.content).toMatch(/^You are Yahav, 31, from Tel Aviv\./);
    expect(request?.body.messages.at(-1)?.content).toMatch(/\nhi, my name is Ann$/);
    expect(request?.headers.authorization).toBe('Bearer sk-canary-never-shown');

    const queue = await call(server.url, 'GET', '/api/queue/yahav');
    expect(queue.body).toMatchObject({
      '15559990009@s.whatsapp.net': [{ id: 1, content: 'hello, who is this?', source: 'user' }],
    });
    expect(Object.keys(queue.body)).toHaveLength(1);
    const context = await call(server.url, 'GET', '/api/context/yahav');
    expect(Object.keys(context.body)).toEqual(['15551110001@s.whatsapp.net']);

    const end = await server.end('SIGTERM');
    expect(end.code).toBe(0);
    await phone.disconnected();
    await ann.says('what is my name?');
    const again = await start();
    const status = await untilStatus(again.url, 'yahav', 'connected');
    expect(status).not.toHaveProperty('qr');
    // What came while the server was away is recorded and not answered; what comes now is.
    await phone.confirmed();
    await ann.says('do you still know what my name is? what is my name?');
    expect(await ann.hears()).toMatchObject({ text: 'Your name is Ann.' });

    expect(stranger.heard).toEqual([]);
    expect(llm.requests).toHaveLength(2);
    const files = (await readdir(join(folder.path, 'log'))).sort();
    expect(files).toEqual([
      'all_providers.log',
      'audit.jsonl',
      'whatsAppBaileyes_yahav_15551110001@s.whatsapp.net.log',
      'whatsAppBaileyes_yahav_15559990009@s.whatsapp.net.log',
    ]);
    const outputs = [end.stdout, end.stderr, ...(await logsOf(folder.path, files))];
    expect(outputs.join()).not.toContain('sk-canary-never-shown');
    expect(end.stdout).not.toContain('my name is Ann');
  });

  it('answers once, after a restart, what it was thinking about when it was killed', async () => {
    const { llm, phone, ann, server, start } = await setUpLinked();
    const held = llm.hold();
    const request = llm.nextRequest();
    const { id } = await ann.says('hi');
    await request;
    expect(phone.unconfirmed).not.toContain(id);
    await server.end('SIGKILL');
    held.release();

    const again = await start();
    expect(await ann.hears()).toMatchObject({ text: 'Hi! How are you?' });
    await ann.says('repeat: second');
    expect(await ann.hears()).toMatchObject({ text: 'second' });
    expect(ann.heard.map(({ text }) => text)).toEqual(['Hi! How are you?', 'second']);
    expect((await call(again.url, 'GET', '/api/queue/yahav')).body).toEqual({});
  });

  it('deletes the link and keeps the configuration', async () => {
    const { phone, server } = await setUpLinked();
    expect(await call(server.url, 'DELETE', '/chatbot/yahav')).toMatchObject({
      status: 200,
      body: { status: 'success' },
    });
    await phone.unlinked();
    expect((await call(server.url, 'GET', '/chatbot/yahav/status')).body).toMatchObject({
      status: 'disconnected',
      authenticated: false,
    });
    expect((await call(server.url, 'GET', '/api/configurations')).body).toEqual({ user_ids: ['yahav'] });
  });
});

function logsOf(folder: string, files: readonly string[]): Promise<string[]> {
  return Promise.all(files.map((file) => readFile(join(folder, 'log', file), 'utf8')));
}
