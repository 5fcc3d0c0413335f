import { startLlmServer } from '@chat-imposter/testing/llm';
import { startMongoServer } from '@chat-imposter/testing/mongodb';
import { startWhatsAppServer } from '@chat-imposter/testing/whatsapp';
import { afterEach, describe, expect, it } from 'vitest';
import { call, untilStatus } from './api-client.ts';
import { readQr } from './read-qr.ts';
import { ServerProcess, temporaryFolder } from './server-process.ts';

/** A lease lasts 30 s by the clock of MongoDB. */
const LEASE_MS = 30_000;

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** WhatsApp, a model, a MongoDB, and a way to start servers that share them. */
async function setUp() {
  const whatsApp = await startWhatsAppServer();
  cleanups.push(() => whatsApp.close());
  const llm = await startLlmServer();
  cleanups.push(() => llm.close());
  let aheadMs = 0;
  const mongo = await startMongoServer({ clock: { now: () => new Date(Date.now() + aheadMs) } });
  cleanups.push(() => mongo.close());
  const start = async () => {
    const folder = await temporaryFolder();
    cleanups.push(folder.remove);
    const server = await ServerProcess.start({
      DATA_DIR: folder.path,
      LOG_DIR: folder.path,
      MONGODB_URL: mongo.url,
      OPENAI_API_KEY: 'sk-canary-never-shown',
      OPENAI_BASE_URL: llm.baseUrl,
      WHATSAPP_WEBSOCKET_URL: whatsApp.url,
    });
    cleanups.push(() => server.end('SIGKILL'));
    return server;
  };
  const advance = (milliseconds: number) => {
    aheadMs += milliseconds;
  };
  return { whatsApp, start, advance };
}

function configuration() {
  return {
    user_id: 'yahav',
    respond_to_whitelist: ['+1 555-111-0001'],
    chat_provider_config: { provider_name: 'whatsAppBaileyes', provider_config: {} },
    llm_provider_config: { provider_name: 'openAi', provider_config: { model: 'gpt-6-luna' } },
    behavior: { profile: 'instant' },
  };
}

describe('Several reference servers on one MongoDB', () => {
  it('link a bot through any of them, and go on with it when the one that runs it is killed', async () => {
    const { whatsApp, start, advance } = await setUp();
    const [one, other] = [await start(), await start()];
    const phone = whatsApp.phone({ number: '15550000001', name: 'Yahav' });
    const ann = whatsApp.contact({ number: '15551110001', name: 'Ann' });
    const movies = whatsApp.group({ subject: 'Movies', members: [phone, ann] });

    await call(one.url, 'PUT', '/chatbot', configuration());
    const { qr } = await untilStatus(other.url, 'yahav', 'linking');
    await phone.scan(readQr(String(qr)));
    await untilStatus(other.url, 'yahav', 'connected');
    await phone.connected();
    await ann.says('hi, my name is Ann');
    expect(await ann.hears()).toMatchObject({ text: 'Nice to meet you, Ann!' });
    const groups = await call(other.url, 'GET', '/chatbot/yahav/groups');
    expect(groups).toEqual({ status: 200, body: { groups: [{ id: movies.id, subject: 'Movies' }] } });

    await one.end('SIGKILL');
    advance(LEASE_MS);
    await untilStatus(other.url, 'yahav', 'connected');
    await phone.connected();
    await ann.says('what is my name?');
    expect((await ann.hears()).text).toMatch(/Ann/);
  });
});
