import {
  type AnyMessageContent,
  type AuthenticationState,
  type BaileysEventMap,
  type BinaryNode,
  generateMessageIDV2,
  initAuthCreds,
  makeWASocket,
  normalizeMessageContent,
  S_WHATSAPP_NET,
  type SignalDataSet,
  type UserFacingSocketConfig,
  type WAMessage,
  type WASocket,
} from '@whiskeysockets/baileys';
import { Feed } from './feed.ts';
import { MemoryKeys } from './memory-keys.ts';
import { visibleText } from './message-stanza.ts';
import { quietly } from './quiet-libsignal.ts';
import { silentLogger } from './silent-logger.ts';
import { Watch } from './watch.ts';

/** A message as the client's application gets it. */
export interface ClientMessage {
  id: string;
  text: string;
  chat: string;
  fromMe: boolean;
  /** `append` for what had waited on the server, `notify` for what comes live. */
  type: 'append' | 'notify';
}

/** Something that Baileys told its application. */
interface ClientEvent {
  name: string;
  contents: unknown;
}

/** A key store that can stop keeping what it is given, as that of a process that is about to die. */
class StallableKeys extends MemoryKeys {
  stalled = false;

  override set(data: SignalDataSet): Promise<void> {
    return this.stalled ? new Promise(() => undefined) : super.set(data);
  }
}

/** A real Baileys client with its credentials in memory, as the tests of this folder drive it. */
export class TestClient {
  /** The credentials; a client that gets the same ones is the same device. */
  readonly state: AuthenticationState;
  /** Its key store. */
  readonly keys = new StallableKeys();
  readonly #url: string;
  readonly #settings: Partial<UserFacingSocketConfig>;
  readonly #watch = new Watch(() => this.#lastEnd);
  #lastEnd = '';
  readonly #codes = new Feed<string>(this.#watch, 'The client showed no QR code.', () => 'a code');
  readonly #messages = new Feed<ClientMessage>(this.#watch, 'The client got no message.', ({ text }) => text);
  readonly #closes = new Feed<number>(this.#watch, 'The client was not disconnected.', String);
  readonly #stanzas = new Feed<string>(this.#watch, 'No message stanza arrived.', String);
  readonly #refusals = new Feed<string>(this.#watch, 'No send was refused.', String);
  readonly #ownIds = new Set<string>();
  readonly #raw: WAMessage[] = [];
  readonly #events = new Feed<ClientEvent>(this.#watch, 'The client told of nothing.', ({ name }) => name);
  #socket: WASocket | undefined;

  constructor(url: string, settings: Partial<UserFacingSocketConfig> = {}, state?: AuthenticationState) {
    this.#url = url;
    this.#settings = settings;
    this.state = state ?? { creds: initAuthCreds(), keys: this.keys };
  }

  /** The present connection. */
  get socket(): WASocket {
    if (!this.#socket) throw new Error('The client never connected.');
    return this.#socket;
  }

  /** What the application got, oldest first. */
  get messages(): readonly ClientMessage[] {
    return this.#messages.items;
  }

  /** Every message under an id as Baileys gave it to the application, own sends and stubs included. */
  raw(id: string): WAMessage[] {
    return this.#raw.filter(({ key }) => key.id === id);
  }

  /** The contents of the next event with this name; those of other names are passed over. */
  async event<Name extends keyof BaileysEventMap>(name: Name): Promise<BaileysEventMap[Name]> {
    for (;;) {
      const next = await this.#events.next();
      if (next.name === name) return next.contents as BaileysEventMap[Name];
    }
  }

  /** The ids of the message stanzas that arrived, whether or not the application got them. */
  get stanzas(): readonly string[] {
    return this.#stanzas.items;
  }

  /** Opens a connection; a request to restart (515) is followed, everything else only noted. */
  connect(): void {
    void quietly(async () => {
      const socket = makeWASocket({
        auth: this.state,
        logger: silentLogger,
        waWebSocketUrl: this.#url,
        markOnlineOnConnect: false,
        ...this.#settings,
      });
      this.#socket = socket;
      this.#listen(socket);
    });
  }

  /** Closes the connection from this side. */
  async close(): Promise<void> {
    await this.socket.end(undefined);
  }

  /** Sends a text or any other content, under an id of its own unless one is given; resolves with the id when it is on the wire. */
  async sends(
    chat: string,
    content: string | AnyMessageContent,
    id = generateMessageIDV2(),
  ): Promise<string> {
    this.#ownIds.add(id);
    const whole = typeof content === 'string' ? { text: content } : content;
    await quietly(() => this.socket.sendMessage(chat, whole, { messageId: id }));
    return id;
  }

  /** Resolves when the server has answered everything that was sent before. */
  async ping(timeoutMs?: number): Promise<void> {
    const attrs = { to: S_WHATSAPP_NET, type: 'get', xmlns: 'w:p' };
    await this.socket.query({ tag: 'iq', attrs, content: [{ tag: 'ping', attrs: {} }] }, timeoutMs);
  }

  /** The next QR code. */
  qr(): Promise<string> {
    return this.#codes.next();
  }

  /** The next message with a text that the application gets, its own sends left out. */
  receives(): Promise<ClientMessage> {
    return this.#messages.next();
  }

  /** The status code of the next disconnection that is no restart; 0 when this side closed. */
  disconnects(): Promise<number> {
    return this.#closes.next();
  }

  /** The id of the next message stanza that arrives, whether or not the application gets it. */
  stanza(): Promise<string> {
    return this.#stanzas.next();
  }

  /** The code of the next send that the server refused. */
  refusal(): Promise<string> {
    return this.#refusals.next();
  }

  #listen({ ev, ws }: WASocket): void {
    ev.process((events) => {
      for (const [name, contents] of Object.entries(events)) this.#events.add({ name, contents });
    });
    ev.on('connection.update', ({ qr, connection, lastDisconnect }) => {
      if (qr) this.#codes.add(qr);
      if (connection !== 'close') return;
      const code = statusOf(lastDisconnect?.error);
      this.#lastEnd = `The last connection ended with ${code}: ${lastDisconnect?.error?.message}.`;
      if (code === 515) this.connect();
      else this.#closes.add(code);
    });
    ev.on('messages.upsert', ({ messages, type }) => {
      this.#raw.push(...messages);
      for (const { key, message } of messages) {
        const text = visibleText(normalizeMessageContent(message) ?? {});
        const { id, remoteJid, fromMe } = key;
        if (text === undefined || this.#ownIds.has(id ?? '')) continue;
        this.#messages.add({ id: id ?? '', text, chat: remoteJid ?? '', fromMe: fromMe ?? false, type });
      }
    });
    ws.on('CB:ack,class:message', ({ attrs }: BinaryNode) => {
      if (attrs.error) this.#refusals.add(attrs.error);
    });
    ws.on('CB:message', ({ attrs }: BinaryNode) => this.#stanzas.add(attrs.id ?? ''));
  }
}

function statusOf(error: unknown): number {
  return (error as { output?: { statusCode?: number } } | undefined)?.output?.statusCode ?? 0;
}
