import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LlmServer, startLlmServer } from '@chat-imposter/testing/llm';
import { startWhatsAppServer, type WhatsAppServer } from '@chat-imposter/testing/whatsapp';
import type { Settings } from './environment.ts';
import { createLog } from './log.ts';
import { type RunningServer, startServer } from './server.ts';
import { endOnSignal } from './shutdown.ts';

const USER_ID = 'dana';

const CONFIGURATION = {
  user_id: USER_ID,
  respond_to_whitelist: ['+1 555 111 0001'],
  chat_provider_config: { provider_name: 'whatsAppBaileyes' },
  llm_provider_config: {
    provider_name: 'openAi',
    provider_config: {
      api_key_source: 'explicit',
      api_key: 'none-needed-here',
      model: 'scripted',
      system: 'You are Dana, 31, from Tel Aviv.',
    },
  },
  behavior: { profile: 'instant' },
};

/** What Ann writes; that Dana knows her name later shows that the conversation is remembered. */
const LINES = ['Hi, my name is Ann!', 'How are you?', 'What is my name?', 'Thanks, see you'];

/** How the demo runs. */
export interface DemoOptions {
  /** Goes on serving after the conversation, until a signal. */
  keep: boolean;
  /** Where the lines of the demo go. */
  print: (line: string) => void;
}

/**
 * Shows the whole product in one process: a WhatsApp server and a scripted language model on this machine, and the
 * real server between them. A bot is linked, a contact and a stranger write, the contact is answered.
 */
export async function runDemo({ keep, print }: DemoOptions): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'chat-imposter-demo-'));
  const whatsApp = await startWhatsAppServer();
  const llm = await startLlmServer();
  const clear = async () => {
    await Promise.all([whatsApp.close(), llm.close()]);
    await rm(directory, { recursive: true, force: true });
  };
  const server = await startServer(settingsOf(directory, whatsApp, llm), createLog('error')).catch(
    async (error: unknown) => {
      await clear();
      throw error;
    },
  );
  const close = async () => {
    await server.close();
    await clear();
  };
  try {
    print(
      'Chat Imposter, a WhatsApp server and a scripted language model run on this machine; nothing leaves it.',
    );
    print(`Address  ${server.url}: dashboard and API`);
    await converse(server, whatsApp, print);
    if (keep) await serveOn(server, close, print);
  } finally {
    await close();
  }
}

function settingsOf(directory: string, whatsApp: WhatsAppServer, llm: LlmServer): Settings {
  return {
    port: 0,
    host: '127.0.0.1',
    dataDirectory: join(directory, 'data'),
    mongoDbUrl: undefined,
    mongoDbDatabase: '',
    encryptionKey: undefined,
    logDirectory: join(directory, 'log'),
    logLevel: 'warn',
    apiToken: undefined,
    allowedHosts: [],
    trustedProxies: 0,
    linkingHeartbeat: 'explicit',
    openAiBaseUrl: llm.baseUrl,
    allowedBaseUrls: [],
    retentionDays: 14,
    whatsAppWebSocketUrl: whatsApp.url,
    webhook: undefined,
  };
}

async function converse(
  server: RunningServer,
  whatsApp: WhatsAppServer,
  print: DemoOptions['print'],
): Promise<void> {
  const phone = whatsApp.phone({ number: '15550000001', name: 'Dana' });
  const ann = whatsApp.contact({ number: '15551110001', name: 'Ann' });
  const stranger = whatsApp.contact({ number: '15559990009', name: 'Stranger' });

  print('Linking  the bot shows a QR, the phone of its owner scans it');
  const qr = new Promise<string>((resolve) => server.imposter.on('qr', ({ text }) => resolve(text)));
  await request(server, 'PUT', '/chatbot', CONFIGURATION);
  await phone.scan(await qr);
  await phone.connected();
  print('Linked   the bot is connected; Ann is on its whitelist, the stranger is not');

  await stranger.says('Hello, do you know me?');
  print('Stranger Hello, do you know me?');
  for (const line of LINES) {
    await ann.says(line);
    print(`Ann      ${line}`);
    const { text } = await ann.hears();
    print(`Dana     ${text}`);
  }
  const queue = await request(server, 'GET', `/api/queue/${USER_ID}`);
  const collected = Object.values(queue as Record<string, unknown[]>).flat().length;
  print(
    `Queue    ${collected} message collected from the stranger, who heard ${stranger.heard.length} answers`,
  );
}

async function serveOn(
  server: RunningServer,
  close: () => Promise<void>,
  print: DemoOptions['print'],
): Promise<never> {
  print(`Serving  open ${server.url} to see the bot, and to talk to a copy of it; Ctrl-C ends the demo`);
  return new Promise(() => endOnSignal(close, () => {}));
}

async function request(server: RunningServer, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (!response.ok)
    throw new Error(`${method} ${path} was answered with ${response.status}: ${await response.text()}`);
  return response.json();
}
