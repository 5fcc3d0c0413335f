/**
 * Prints, in milliseconds, how long linking takes and what lies between a decrypted message and the request to the
 * model: the real Baileys, `openai`, Express and SQLite. Beside it, message by message, a bare call of `openai`.
 */
import { parseArgs } from 'node:util';
import type { Phone } from '@chat-imposter/testing/whatsapp';
import { OpenAI } from 'openai';
import { type LocalPeers, startLocalPeers } from './local-peers.ts';
import { percentile, row } from './statistics.ts';

const { values } = parseArgs({
  options: { links: { type: 'string', default: '7' }, messages: { type: 'string', default: '300' } },
});
const WARM_UP = 20;
const ANN = '15551110001';

const peers = await startLocalPeers();
try {
  const linking = await measureLinking(peers, Number(values.links));
  const messages = await measureMessages(peers, linking.phone, Number(values.messages));
  console.log('| milliseconds | samples | median | p95 | min | max |\n| --- | --- | --- | --- | --- | --- |');
  console.log(row('`PUT /chatbot` to the QR, first bot of a process', linking.firstToQr));
  console.log(row('`PUT /chatbot` to the QR, later bots', linking.toQr));
  console.log(row('scan to connected', linking.toConnected));
  console.log(row('decrypted message to the request at the model', messages.ours));
  console.log(row('bare `openai` call to the request at the model', messages.bare));
  const ratio = percentile(messages.ours, 0.5) / percentile(messages.bare, 0.5);
  console.log(`\nOurs beside the bare call, medians of the same run: ${ratio.toFixed(2)}`);
} finally {
  await peers.close();
}
// Baileys leaves a timer of 30 s behind after a first login (uploadPreKeys in lib/Socket/socket.js).
process.exit(0);

interface Linking {
  firstToQr: number[];
  toQr: number[];
  toConnected: number[];
  /** The owner's phone of the last bot, which stays linked. */
  phone: Phone;
}

async function measureLinking(local: LocalPeers, links: number): Promise<Linking> {
  const toQr: number[] = [];
  const toConnected: number[] = [];
  for (let index = 0; ; index++) {
    const userId = `bot-${index}`;
    const phone = local.whatsApp.phone({ number: `1555${String(index).padStart(7, '0')}`, name: 'Dana' });
    const shown = nextQr(local, userId);
    const connected = nextConnection(local, userId);
    const begun = performance.now();
    await request(local, 'PUT', '/chatbot', configuration(userId));
    const text = await shown;
    toQr.push(performance.now() - begun);
    const scanned = performance.now();
    await phone.scan(text);
    await connected;
    toConnected.push(performance.now() - scanned);
    await phone.connected();
    if (index === links - 1) return { firstToQr: toQr.slice(0, 1), toQr: toQr.slice(1), toConnected, phone };
    await request(local, 'DELETE', `/chatbot/${userId}`);
  }
}

async function measureMessages(local: LocalPeers, phone: Phone, count: number) {
  const ann = local.whatsApp.contact({ number: ANN, name: 'Ann' });
  const client = new OpenAI({ baseURL: local.llm.baseUrl, apiKey: 'none', maxRetries: 0 });
  const ours: number[] = [];
  const bare: number[] = [];
  for (let index = -WARM_UP; index < count; index++) {
    await ann.says(`message ${index}`, { to: phone });
    await ann.hears();
    const took = local.requestedAt() - local.handedOverAt();
    const begun = performance.now();
    await client.chat.completions.create({ model: 'scripted', messages: [{ role: 'user', content: 'hi' }] });
    if (index < 0) continue;
    ours.push(took);
    bare.push(local.requestedAt() - begun);
  }
  return { ours, bare };
}

function configuration(userId: string) {
  return {
    user_id: userId,
    respond_to_whitelist: [ANN],
    chat_provider_config: { provider_name: 'whatsAppBaileyes' },
    llm_provider_config: {
      provider_name: 'openAi',
      provider_config: {
        api_key_source: 'explicit',
        api_key: 'none',
        model: 'scripted',
        system: 'You are Dana.',
      },
    },
    behavior: { profile: 'instant' },
  };
}

function nextQr({ imposter }: LocalPeers, userId: string): Promise<string> {
  return new Promise((resolve) => {
    const stop = imposter.on('qr', (event) => {
      if (event.userId !== userId) return;
      stop();
      resolve(event.text);
    });
  });
}

function nextConnection({ imposter }: LocalPeers, userId: string): Promise<void> {
  return new Promise((resolve) => {
    const stop = imposter.on('status', (event) => {
      if (event.userId !== userId || event.status !== 'connected') return;
      stop();
      resolve();
    });
  });
}

async function request({ url }: LocalPeers, method: string, path: string, body?: object): Promise<void> {
  const response = await fetch(`${url}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (!response.ok)
    throw new Error(`${method} ${path} was answered with ${response.status}: ${await response.text()}`);
}
