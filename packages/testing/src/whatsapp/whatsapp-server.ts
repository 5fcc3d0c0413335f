import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { Channel } from './channel.ts';
import { type Client, Connection, type Dialogue } from './connection.ts';
import { Contact } from './contact.ts';
import { DeviceSession } from './device-session.ts';
import { Directory } from './directory.ts';
import { Group, type NewGroup } from './group.ts';
import type { Identity } from './identity.ts';
import { Pairing } from './pairing.ts';
import { Phone } from './phone.ts';
import { installQuiet } from './quiet-libsignal.ts';
import { RefusedLogin } from './refused-login.ts';
import { createServerIdentity } from './server-identity.ts';
import { Watch } from './watch.ts';

const PATH = '/ws/chat';
const UNKNOWN_DEVICE = 401;

/** Settings of {@link startWhatsAppServer}. */
export interface WhatsAppServerOptions {
  /** The port on 127.0.0.1. @default 0, any free one */
  port?: number;
  /**
   * Whether new devices are asked to leave 5 one-time keys instead of the 812 that WhatsApp wants, which takes most
   * of the time of linking; for tests with many devices.
   * @default false
   */
  fewKeys?: boolean;
}

/** Somebody new on the server. */
export interface NewPerson {
  /** Digits with the country code, no plus sign. */
  number: string;
  name: string;
  /** The digits of the LID. @default `9` and the number */
  lid?: string;
}

/**
 * A WhatsApp server on the loopback interface, with simulated phones, for real clients (Baileys with
 * `waWebSocketUrl`). It keeps its accounts in memory, so a linked device can come back as often as it likes while
 * the server runs.
 */
export class WhatsAppServer implements AsyncDisposable {
  /** Whether every new connection is dropped before a word is said; those that are open stay as they are. */
  isDown = false;
  /** Whether no device gets a code of eight letters; it is told so, and its QR codes go on. */
  refusesLinkCodes = false;
  readonly #sockets: WebSocketServer;
  readonly #identity = createServerIdentity();
  readonly #watch = new Watch(() => this.#problems.join(' '));
  readonly #directory = new Directory();
  readonly #problems: string[] = [];
  readonly #releaseConsole = installQuiet();
  readonly #onProblem = (problem: string) => void this.#problems.push(problem);
  #mostOpenSockets = 0;
  #closing: Promise<void> | undefined;

  readonly #fewKeys: boolean;

  /** Use {@link startWhatsAppServer}. */
  constructor(sockets: WebSocketServer, fewKeys: boolean) {
    this.#sockets = sockets;
    this.#fewKeys = fewKeys;
    sockets.on('connection', (socket) => this.#serve(socket));
  }

  /** What a client connects to. */
  get url(): string {
    const { port } = this.#sockets.address() as AddressInfo;
    return `ws://127.0.0.1:${port}${PATH}`;
  }

  /** What went wrong between a client and this server, unasked; a test that expects none says so. */
  get problems(): readonly string[] {
    return [...this.#problems];
  }

  /** How many sockets are open: neither side has begun to close them. */
  get openSockets(): number {
    return [...this.#sockets.clients].filter((socket) => socket.readyState === socket.OPEN).length;
  }

  /** The most sockets that were ever open at the same time. */
  get mostOpenSockets(): number {
    return this.#mostOpenSockets;
  }

  /**
   * Adds an account: the phone of somebody who links a device.
   * @throws Error when the number is taken
   */
  phone(person: NewPerson): Phone {
    const phone = new Phone(identityOf(person), this.#watch, this.#directory);
    this.#directory.add(phone);
    return phone;
  }

  /**
   * Adds somebody who writes to the accounts.
   * @throws Error when the number is taken
   */
  contact(person: NewPerson): Contact {
    const contact = new Contact(identityOf(person), this.#watch, () => this.#onlyPhone());
    this.#directory.add(contact);
    return contact;
  }

  /**
   * Adds a group of people who were added before; the linked devices of its members are told of it.
   * @throws Error when its id is taken
   */
  group(group: NewGroup): Group {
    const created = new Group(group);
    this.#directory.addGroup(created);
    return created;
  }

  /** Adds a channel that accounts follow. */
  channel(followers: readonly Phone[]): Channel {
    return new Channel(followers);
  }

  /**
   * Tells every device that shows a QR code that its registration is out of date (`companion_reg_refresh`): what
   * it shows from then on must carry a new secret.
   */
  refreshRegistrations(): void {
    for (const pairing of this.#directory.pairings) pairing.refresh();
  }

  /**
   * Tells every device that shows a code of eight letters that the code is void, as WhatsApp does after some minutes
   * (`refresh_code`): only a new one links it.
   */
  refreshLinkCodes(): void {
    for (const pairing of this.#directory.pairings) pairing.refreshLinkCode();
  }

  /** Breaks the connection of every device that is not linked yet. */
  dropPairings(): void {
    for (const pairing of this.#directory.pairings) pairing.drop();
  }

  /** Breaks every connection, ends every wait, and gives the port back. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  async #end(): Promise<void> {
    const closed = once(this.#sockets, 'close');
    this.#sockets.close();
    for (const socket of this.#sockets.clients) socket.terminate();
    await closed;
    this.#watch.close();
    for (const person of this.#directory.people) person.close();
    this.#releaseConsole();
  }

  /** The same as {@link close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #serve(socket: WebSocket): void {
    this.#mostOpenSockets = Math.max(this.#mostOpenSockets, this.openSockets);
    const open = (connection: Connection, client: Client) => this.#dialogue(connection, client);
    if (this.isDown) socket.terminate();
    else new Connection({ socket, identity: this.#identity, open, onProblem: this.#onProblem });
  }

  #dialogue(connection: Connection, client: Client): Dialogue {
    if (client.payload.devicePairingData) return this.#pairing(connection, client);
    const owner = this.#phones().find(({ identity }) => identity.number === String(client.payload.username));
    const device = owner?.devices.get(client.payload.device ?? 0);
    const refuse = (code: number) => new RefusedLogin(connection, code);
    if (!owner || !device?.transportKey.equals(client.key)) return refuse(UNKNOWN_DEVICE);
    const refusal = owner.refusalOf({ version: versionOf(client) });
    if (refusal !== undefined) return refuse(refusal);
    const [directory, fewKeys, onProblem] = [this.#directory, this.#fewKeys, this.#onProblem];
    return new DeviceSession({ connection, device, owner, directory, fewKeys, onProblem });
  }

  #pairing(connection: Connection, client: Client): Dialogue {
    const pairing: Pairing = new Pairing({
      connection,
      client,
      watch: this.#watch,
      refusesLinkCodes: () => this.refusesLinkCodes,
      onEnd: () => this.#directory.removePairing(pairing),
    });
    this.#directory.addPairing(pairing);
    return pairing;
  }

  #phones(): Phone[] {
    return this.#directory.people.filter((person) => person instanceof Phone);
  }

  #onlyPhone(): Phone {
    const [phone, ...others] = this.#phones();
    if (!phone) throw new Error('There is no account to write to: call whatsapp.phone() first.');
    if (others.length) throw new Error('There are several accounts: say to whom, with { to: phone }.');
    return phone;
  }
}

/** Starts a server; it listens when the promise resolves. */
export async function startWhatsAppServer({
  port = 0,
  fewKeys = false,
}: WhatsAppServerOptions = {}): Promise<WhatsAppServer> {
  const sockets = new WebSocketServer({ host: '127.0.0.1', port, path: PATH, perMessageDeflate: false });
  await once(sockets, 'listening');
  return new WhatsAppServer(sockets, fewKeys);
}

function identityOf({ number, name, lid = `9${number}` }: NewPerson): Identity {
  return { number, name, lid };
}

function versionOf({ payload }: Client): string {
  const { primary, secondary, tertiary } = payload.userAgent?.appVersion ?? {};
  return [primary, secondary, tertiary].join('.');
}
