import { setTimeout as pause } from 'node:timers/promises';
import { createImposter, type Imposter, type Store, silentLogger } from '@chat-imposter/core';
import { createOpenAiProvider } from '@chat-imposter/llm-openai';
import { createBaileysProvider } from '@chat-imposter/provider-baileys';
import { createSqliteStore } from '@chat-imposter/store-sqlite';
import { DEFAULT_CONNECTION_CONFIG, type SocketConfig } from '@whiskeysockets/baileys';
import type { ArrivalBotOptions, ArrivalPoint, FromArrivalBot, ToArrivalBot } from './arrival-protocol.ts';

type Order = Extract<ToArrivalBot, { kind: 'crash_at' }>;

/** Long enough for a receipt to reach the server. */
const RECEIPT_MS = 200;
/** Keys of what a session has decrypted and the platform may deliver again. */
const DECRYPTED = 'decrypted-part';

const options = JSON.parse(process.argv[2] ?? '') as ArrivalBotOptions;
let order: Order | null = null;
/** Whether the row of the message that is waited for was written. */
let isRecorded = false;

/** A bot on WhatsApp, which dies of SIGKILL at the point that it is told. Ends with its parent. */
const imposter: Imposter = createImposter({
  chat: [
    createBaileysProvider({
      webSocketUrl: options.webSocketUrl,
      socket: { makeSignalRepository: overheardRepository },
    }),
  ],
  llm: [createOpenAiProvider({ baseURL: options.llmBaseUrl, environment: { OPENAI_API_KEY: 'sk-test' } })],
  store: deadlyStore(createSqliteStore(options.databasePath)),
  logger: { ...silentLogger, error: (_, message) => void tell({ kind: 'failure', message }) },
  loopGuard: false,
});

process.on('disconnect', () => process.exit());
process.on('message', (message: ToArrivalBot) => {
  if (message.kind === 'stop') void imposter.close().then(() => process.disconnect());
  else {
    order = message;
    void tell({ kind: 'ordered' });
  }
});
imposter.on('status', ({ status }) => {
  if (status === 'connected') void tell({ kind: 'connected' });
});
imposter.on('qr', ({ text }) => void tell({ kind: 'qr', text }));
imposter.on('failure', ({ error }) => void tell({ kind: 'failure', message: String(error) }));
const isKnown = (await imposter.configuredUserIds()).length > 0;
await (isKnown ? imposter.resume() : imposter.start(options.document));

/** Resolves when the message has left the process. */
function tell(message: FromArrivalBot): Promise<void> {
  return new Promise((resolve) => process.send?.(message, () => resolve()));
}

function overheardRepository(
  ...args: Parameters<SocketConfig['makeSignalRepository']>
): ReturnType<SocketConfig['makeSignalRepository']> {
  const repository = DEFAULT_CONNECTION_CONFIG.makeSignalRepository(...args);
  return {
    ...repository,
    async decryptMessage(given) {
      await tell({ kind: 'decrypting', type: given.type });
      return repository.decryptMessage(given);
    },
  };
}

/** The same store, which kills the process on both sides of the row, and after what a decryption commits. */
function deadlyStore(store: Store): Store {
  const { messages, configurations, leases, turns, tracking, retention } = store;
  const accept: Store['messages']['accept'] = async (lease, given) => {
    const isAwaited = given.some(({ content }) => content === order?.text);
    if (isAwaited) await dieAt('C0');
    const accepted = await messages.accept(lease, given);
    if (!isAwaited) return accepted;
    isRecorded = true;
    await dieAt('C1');
    return accepted;
  };
  return {
    ...{
      specVersion: 1,
      name: store.name,
      configurations,
      leases,
      turns,
      tracking,
      retention,
      processes: null,
    },
    open: () => store.open(),
    close: () => store.close(),
    messages: {
      accept: options.mistake === 'receipts_early' ? afterReceipt(accept) : accept,
      remember: (...args) => messages.remember(...args),
      merge: (...args) => messages.merge(...args),
      revise: (...args) => messages.revise(...args),
      settle: (...args) => messages.settle(...args),
      queue: (...args) => messages.queue(...args),
      conversation: (...args) => messages.conversation(...args),
      history: (...args) => messages.history(...args),
      chats: (...args) => messages.chats(...args),
    },
    credentials: (...args) => {
      const credentials = store.credentials(...args);
      return {
        get: (keys) => credentials.get(keys),
        clear: () => credentials.clear(),
        async set(entries) {
          await credentials.set(
            options.mistake === 'forgets_decrypted' ? withoutDecrypted(entries) : entries,
          );
          if (isRecorded && [...entries.keys()].some((key) => key.startsWith(DECRYPTED))) await dieAt('C2');
        },
      };
    },
  };
}

/** The mistake: what asks for the record goes on before it is made. */
function afterReceipt(accept: Store['messages']['accept']): Store['messages']['accept'] {
  return async (lease, given) => {
    void pause(RECEIPT_MS).then(() => accept(lease, given));
    return given.map(() => null);
  };
}

function withoutDecrypted(entries: ReadonlyMap<string, string | null>): ReadonlyMap<string, string | null> {
  return new Map([...entries].filter(([key]) => !key.startsWith(DECRYPTED)));
}

/** Does not return from the point that was ordered. */
async function dieAt(point: ArrivalPoint): Promise<void> {
  if (order?.point !== point) return;
  await tell({ kind: 'crash', point });
  await pause(order.lingerMs);
  process.kill(process.pid, 'SIGKILL');
  await new Promise<never>(() => {});
}
