import {
  type AuthenticationState,
  type BaileysEventMap,
  Browsers,
  DisconnectReason,
  makeWASocket,
  normalizeMessageContent,
  type WAMessage,
  type WASocket,
} from '@whiskeysockets/baileys';
import { HostLink } from './host-link.ts';
import type { HostOptions } from './host-protocol.ts';
import { StockStorage } from './stock-storage.ts';

/*
 * Baileys alone as a host: what a careful program does that follows the documentation. Keys are durable before Baileys
 * goes on, the credentials are saved at every change, a message is stored as the first thing in the handler of
 * `messages.upsert`, of both types, and a lost connection is made again at once.
 */
// libsignal prints whole sessions.
for (const name of ['info', 'warn', 'error'] as const) console[name] = () => {};

HostLink.run((link) => {
  const accounts = new Map<string, StockAccount>();
  let storage: StockStorage | null = null;
  return {
    async begin(options) {
      storage = new StockStorage(options.databasePath);
      for (const userId of options.userIds) {
        const account = new StockAccount({ userId, link, storage, options });
        accounts.set(userId, account);
        account.connect();
      }
    },
    async say(userId, to, text) {
      await accounts.get(userId)?.say(to, text);
    },
    async stop() {
      await Promise.all([...accounts.values()].map((account) => account.stop()));
      storage?.close();
    },
  };
});

interface StockAccountParts {
  userId: string;
  link: HostLink;
  storage: StockStorage;
  options: HostOptions;
}

class StockAccount {
  readonly #parts: StockAccountParts;
  readonly #auth: AuthenticationState & { save(): void };
  #socket: WASocket | null = null;
  #isStopped = false;

  constructor(parts: StockAccountParts) {
    this.#parts = parts;
    const { userId, link, storage } = parts;
    this.#auth = storage.authentication(userId, (keys, work) => link.gate(userId).pass(keys, work));
  }

  connect(): void {
    const { link, options } = this.#parts;
    const silent = () => {};
    const logger = {
      ...{ level: 'error', trace: silent, debug: silent, info: silent, warn: silent },
      child: () => logger,
      error: (fields: unknown, message?: string) => link.logged(message, (fields as { err?: unknown }).err),
    };
    const socket = makeWASocket({
      auth: this.#auth,
      logger,
      waWebSocketUrl: options.webSocketUrl,
      browser: Browsers.macOS('Desktop'),
      markOnlineOnConnect: false,
      emitOwnEvents: false,
      makeSignalRepository: link.makeSignalRepository,
    });
    this.#socket = socket;
    socket.ev.on('messages.upsert', (upsert) => this.#take(upsert));
    socket.ev.on('creds.update', () => this.#auth.save());
    socket.ev.on('connection.update', (update) => this.#onUpdate(update));
  }

  async say(to: string, text: string): Promise<void> {
    await this.#socket?.sendMessage(to, { text });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#socket?.end(undefined);
  }

  #take({ messages }: BaileysEventMap['messages.upsert']): void {
    const { userId, storage, link } = this.#parts;
    for (const message of messages) {
      const content = textOf(message);
      if (content === undefined) continue;
      const { remoteJid, participant, id } = message.key;
      storage.record(userId, {
        ...{ chat: remoteJid ?? '', participant: participant ?? '', id: id ?? '' },
        content,
      });
      link.recorded(userId, content);
    }
  }

  #onUpdate({ qr, connection, lastDisconnect }: BaileysEventMap['connection.update']): void {
    const { userId, link } = this.#parts;
    if (qr) link.tell({ kind: 'qr', userId, text: qr });
    if (connection === 'open') link.tell({ kind: 'connected', userId });
    if (connection !== 'close' || this.#isStopped) return;
    const { output } = (lastDisconnect?.error ?? {}) as { output?: { statusCode?: number } };
    if (output?.statusCode === DisconnectReason.loggedOut)
      link.tell({ kind: 'failure', message: 'logged out' });
    else this.connect();
  }
}

function textOf({ key, message }: WAMessage): string | undefined {
  if (key.fromMe) return undefined;
  const content = normalizeMessageContent(message);
  return content?.conversation || content?.extendedTextMessage?.text || undefined;
}
