import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startWhatsAppServer } from '@chat-imposter/testing/whatsapp';
import { afterEach, expect, it } from 'vitest';
import { call, untilStatus } from './api-client.ts';
import { readQr } from './read-qr.ts';
import { ServerProcess, temporaryFolder } from './server-process.ts';

const ONE = `one:${Buffer.alloc(32, 1).toString('base64')}`;
const TWO = `two:${Buffer.alloc(32, 2).toString('base64')}`;

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function bytesIn(folder: string): Promise<string> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const contents = files
    .filter((file) => file.isFile())
    .map((file) => readFile(join(file.parentPath, file.name), 'latin1'));
  return (await Promise.all(contents)).join();
}

it('A server with an encryption key keeps no secret readable on disk, and its link over restarts and other keys', async () => {
  const folder = await temporaryFolder();
  cleanups.push(folder.remove);
  const whatsApp = await startWhatsAppServer();
  cleanups.push(() => whatsApp.close());
  const environment = {
    DATA_DIR: folder.path,
    LOG_DIR: folder.path,
    WHATSAPP_WEBSOCKET_URL: whatsApp.url,
  };
  const start = async (key: string) => {
    const server = await ServerProcess.start({ ...environment, IMPOSTER_ENCRYPTION_KEY: key });
    cleanups.push(() => server.end('SIGKILL'));
    return server;
  };
  const phone = whatsApp.phone({ number: '15550000001', name: 'Yahav' });
  const first = await start(ONE);
  await call(first.url, 'PUT', '/chatbot', {
    user_id: 'yahav',
    chat_provider_config: { provider_name: 'whatsAppBaileyes' },
    llm_provider_config: {
      provider_name: 'openAi',
      provider_config: { model: 'm', api_key_source: 'explicit', api_key: 'sk-canary-never-shown' },
    },
  });
  const { qr } = await untilStatus(first.url, 'yahav', 'linking');
  await phone.scan(readQr(String(qr)));
  await untilStatus(first.url, 'yahav', 'connected');
  await first.end();

  const bytes = await bytesIn(folder.path);
  for (const secret of ['sk-canary', 'noiseKey', 'advSecretKey', '"private"', '"Buffer"']) {
    expect(bytes).not.toContain(secret);
  }

  const second = await start(`${TWO},${ONE}`);
  await untilStatus(second.url, 'yahav', 'connected');
  await second.end();
  for (const without of [{}, { IMPOSTER_ENCRYPTION_KEY: TWO }]) {
    const refused = await ServerProcess.run({ PORT: '0', ...environment, ...without }).ended;
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('"one"') });
  }
  const third = await start(ONE.concat(',', TWO));
  await untilStatus(third.url, 'yahav', 'connected');
}, 60_000);
