import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startLlmServer } from '@chat-imposter/testing/llm';
import { startWhatsAppServer } from '@chat-imposter/testing/whatsapp';
import { afterEach, describe, expect, it } from 'vitest';
import { call, untilStatus } from './api-client.ts';
import { readQr } from './read-qr.ts';
import { ServerProcess, temporaryFolder } from './server-process.ts';

const SECRET = 'a-secret-of-the-test-0123456789';
const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A program that is told, and gives each call to whoever waits for the next one. */
async function listener(): Promise<{ url: string; next: () => Promise<Record<string, unknown>> }> {
  const told: Record<string, unknown>[] = [];
  let wake = () => {};
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const signature = request.headers['webhook-signature'];
    told.push({ signature, ...(JSON.parse(await text(request)) as object) });
    response.end();
    wake();
  };
  const server: Server = createServer((request, response) => void take(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanups.push(async () => server.close());
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    async next() {
      while (told.length === 0) {
        const more = Promise.withResolvers<void>();
        wake = more.resolve;
        await more.promise;
      }
      return told.shift() ?? {};
    },
  };
}

describe('A program at IMPOSTER_WEBHOOK_URL', () => {
  it('is told that a link is lost, and that it is back', async () => {
    const { path, remove } = await temporaryFolder();
    cleanups.push(remove);
    const [whatsApp, llm, hook] = [await startWhatsAppServer(), await startLlmServer(), await listener()];
    cleanups.push(
      () => whatsApp.close(),
      () => llm.close(),
    );
    const server = await ServerProcess.start({
      DATA_DIR: join(path, 'data'),
      LOG_DIR: join(path, 'log'),
      WHATSAPP_WEBSOCKET_URL: whatsApp.url,
      OPENAI_BASE_URL: llm.baseUrl,
      IMPOSTER_WEBHOOK_URL: hook.url,
      IMPOSTER_WEBHOOK_SECRET: SECRET,
      IMPOSTER_WEBHOOK_ALLOW_PRIVATE: 'true',
    });
    cleanups.push(() => server.end('SIGKILL'));
    const phone = whatsApp.phone({ number: '15550000001', name: 'Dana' });
    const link = async () => {
      await call(server.url, 'PUT', '/chatbot', {
        user_id: 'dana',
        chat_provider_config: { provider_name: 'whatsAppBaileyes' },
      });
      const { qr } = await untilStatus(server.url, 'dana', 'linking');
      await phone.scan(readQr(String(qr)));
      await untilStatus(server.url, 'dana', 'connected');
    };
    await link();
    phone.unlink();
    expect(await hook.next()).toMatchObject({
      kind: 'link_lost',
      user_id: 'dana',
      data: { status: 'disconnected', last_error: { code: 'logged_out' } },
      signature: expect.stringMatching(/^v1,/),
    });
    await link();
    expect(await hook.next()).toMatchObject({ kind: 'link_restored', user_id: 'dana' });
  });
});
