import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startLlmServer } from '@chat-imposter/testing/llm';
import { startWhatsAppServer } from '@chat-imposter/testing/whatsapp';
import { afterEach, describe, expect, it } from 'vitest';
import { untilStatus } from './api-client.ts';
import { type Intervals, OriginalClient } from './original-client.ts';
import { readQr } from './read-qr.ts';
import { ServerProcess, temporaryFolder } from './server-process.ts';

const USER_ID = 'yahav';
const ANN = '15551110001';

/** A tenth of the 3 s and 2 s of the client, so that the test need not wait. */
const QUICK: Intervals = { list: 300, link: 200 };

/** Longer than a slow machine takes to list the bots again. */
const PATIENTLY = { timeout: 10_000 };

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function configuration(more: Record<string, unknown> = {}) {
  return {
    user_id: USER_ID,
    respond_to_whitelist: [],
    chat_provider_config: { provider_name: 'whatsAppBaileyes', provider_config: {} },
    llm_provider_config: {
      provider_name: 'openAi',
      provider_config: { model: 'gpt-6-luna', reasoning_effort: 'none', system: 'You are Yahav.' },
    },
    behavior: { profile: 'instant' },
    ...more,
  };
}

/** The platform, the model, and what starts a server beside them with the given way to keep attempts to link alive. */
async function setUp() {
  const folder = await temporaryFolder();
  cleanups.push(folder.remove);
  const whatsApp = await startWhatsAppServer({ fewKeys: true });
  cleanups.push(() => whatsApp.close());
  const llm = await startLlmServer();
  cleanups.push(() => llm.close());
  const start = async (linkingHeartbeat: 'explicit' | 'any-poll') => {
    const server = await ServerProcess.start({
      DATA_DIR: join(folder.path, linkingHeartbeat, 'data'),
      LOG_DIR: join(folder.path, linkingHeartbeat, 'log'),
      OPENAI_API_KEY: 'none-needed-here',
      OPENAI_BASE_URL: llm.baseUrl,
      WHATSAPP_WEBSOCKET_URL: whatsApp.url,
      LINKING_HEARTBEAT: linkingHeartbeat,
    });
    cleanups.push(() => server.end('SIGKILL'));
    return server;
  };
  return { whatsApp, start };
}

describe('A client of the original system', () => {
  it('links, saves, reloads, unlinks and deletes a bot', async () => {
    const { whatsApp, start } = await setUp();
    const phone = whatsApp.phone({ number: '15550000001', name: 'Yahav' });
    const ann = whatsApp.contact({ number: ANN, name: 'Ann' });
    const { url } = await start('any-poll');
    const client = new OriginalClient(url, USER_ID, QUICK);
    const closed = new AbortController();
    const listing = client.list(closed.signal);
    const endListing = async () => {
      closed.abort();
      await listing;
    };
    cleanups.push(endListing);

    expect(await client.start(configuration())).toEqual([USER_ID]);
    const connected = await client.untilConnected(async (qr) => {
      expect(await client.status()).toMatchObject({ status: 'linking', authenticated: false });
      await expect.poll(() => client.listed.at(-1), PATIENTLY).toBe('linking');
      await phone.scan(readQr(qr));
    });
    expect(connected).toMatchObject({ user_id: USER_ID, authenticated: true });
    await phone.connected();
    await expect(client.start(configuration())).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining(USER_ID),
    });

    await expect(new OriginalClient(url, 'nobody', QUICK).status()).rejects.toMatchObject({
      status: 404,
      message: expect.stringContaining('nobody'),
    });

    const whitelist = { respond_to_whitelist: [`+${ANN}`] };
    await expect(client.save(configuration({ respond_to_whitelist: 'Ann' }))).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('respond_to_whitelist'),
    });
    expect(await client.save(configuration(whitelist))).toEqual({ status: 'success', user_id: USER_ID });
    expect(await client.configuration()).toMatchObject(whitelist);
    expect(await client.reload()).toMatchObject({ status: 'success', message: expect.any(String) });
    // What comes before it is connected again is not answered.
    await client.untilConnected(() => Promise.reject(new Error('It must not ask for a link again.')));
    await phone.connected();
    await ann.says('repeat: here I am');
    expect(await ann.hears()).toMatchObject({ text: 'here I am' });

    expect(await client.unlink()).toMatchObject({ status: 'success', message: expect.any(String) });
    await phone.unlinked();
    expect(await client.status()).toMatchObject({ status: 'disconnected', authenticated: false });
    await expect(client.reload()).rejects.toMatchObject({ status: 409 });

    await expect.poll(() => client.listed.at(-1), PATIENTLY).toBe('disconnected');
    await client.forget();
    for (const ask of ['status', 'configuration', 'reload'] as const) {
      await expect(client[ask]()).rejects.toMatchObject({
        status: 404,
        message: expect.stringContaining(USER_ID),
      });
    }
    await expect.poll(() => client.listed.at(-1), PATIENTLY).toBeUndefined();
    await endListing();
    expect(client.listed).toEqual(expect.arrayContaining(['linking', 'connected', 'disconnected']));
  }, 90_000);

  it('makes a form of the schema: the properties, and two ways to give a key', async () => {
    const { start } = await setUp();
    const { url } = await start('any-poll');
    const schema = await new OriginalClient(url, USER_ID, QUICK).schema();
    const definitions = schema.$defs as Record<string, { oneOf: { title: string }[] }>;
    expect(definitions.LLMProviderSettings?.oneOf.map(({ title }) => title)).toEqual([
      'API Key From Environment',
      'API Key From User Input',
    ]);
    expect(Object.keys(schema.properties as object)).toEqual(
      expect.arrayContaining(Object.keys(configuration())),
    );
  });

  it('keeps an attempt to link alive by asking every 2 s, only where every poll counts', async () => {
    const { start } = await setUp();
    const statuses = await Promise.all(
      (['any-poll', 'explicit'] as const).map(async (linkingHeartbeat) => {
        const { url } = await start(linkingHeartbeat);
        const client = new OriginalClient(url, USER_ID, QUICK);
        await client.start(configuration());
        // Sends heartbeats: after one, the next must come within 5 s; the first of all may take 15 s.
        await untilStatus(url, USER_ID, 'linking');
        const since = performance.now();
        let seen = await client.status();
        while (performance.now() - since < 7_000) {
          await wait(2_000);
          seen = await client.status();
        }
        return seen;
      }),
    );
    expect(statuses[0]).toMatchObject({ status: 'linking', qr: expect.any(String) });
    expect(statuses[1]).toMatchObject({ status: 'disconnected' });
    expect(statuses[1]).not.toHaveProperty('qr');
  }, 60_000);
});
