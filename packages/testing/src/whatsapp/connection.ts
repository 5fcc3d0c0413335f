import { setTimeout as delay } from 'node:timers/promises';
import { type BinaryNode, decodeBinaryNode, encodeBinaryNode, type proto } from '@whiskeysockets/baileys';
import type { RawData, WebSocket } from 'ws';
import { FrameSplitter, frame } from './frame-splitter.ts';
import { NoiseResponder, type TransportCipher } from './noise.ts';
import type { ServerIdentity } from './server-identity.ts';

/**
 * What arrives before a client has switched to the encrypted stream is lost to it, and it switches only after it
 * has written its last word of the handshake.
 */
const SWITCH_MS = 5;

/** Who is at the other end, as the handshake proved it. */
export interface Client {
  /** The client's transport key, 32 bytes. */
  key: Buffer;
  payload: proto.ClientPayload;
}

/** What a connection is for once it is encrypted: linking a device, or a linked device at work. */
export interface Dialogue {
  /** The client can be written to. */
  begin(): void;
  /** A stanza arrived; the next one is handed over when this has resolved. */
  receive(stanza: BinaryNode): Promise<void>;
  /** The socket is gone; called once. */
  ended(): void;
}

/** What a connection is made of. */
export interface ConnectionOptions {
  socket: WebSocket;
  identity: ServerIdentity;
  /** Asked once, after the handshake, what this client is here for. */
  open(connection: Connection, client: Client): Dialogue;
  /** Told why the connection was broken off: the client sent nonsense, or this server has a defect. */
  onProblem(problem: string): void;
}

/** One socket of one client: handshake, then encrypted stanzas in both directions. */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #socket: WebSocket;
  readonly #splitter = new FrameSplitter();
  readonly #handshake: NoiseResponder;
  #greeted = false;
  #cipher: TransportCipher | undefined;
  #dialogue: Dialogue | undefined;
  #work: Promise<void> = Promise.resolve();
  #frozen = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#socket = options.socket;
    this.#handshake = new NoiseResponder(options.identity);
    this.#socket.on('message', (data) => this.#enqueue(data));
    this.#socket.on('error', (error) => this.#breakOff(error));
    this.#socket.on('close', () => this.#dialogue?.ended());
  }

  /** Writes a stanza; on a frozen or closing connection it is lost, as on a real network. */
  send(stanza: BinaryNode): void {
    if (!this.#cipher || this.#frozen || !this.#isOpen) return;
    this.#socket.send(frame(this.#cipher.seal(encodeBinaryNode(stanza))));
  }

  /**
   * Says goodbye (a stream error, say) and closes the socket; without a stanza the socket just breaks.
   * A frozen connection can only break.
   */
  end(farewell?: BinaryNode): void {
    if (!farewell) this.#socket.terminate();
    else if (!this.#frozen) {
      this.send(farewell);
      this.#socket.close();
    }
  }

  /**
   * Stops taking and answering stanzas while the socket stays open; a `deaf` one is not even read, like a peer
   * behind a dead network.
   */
  freeze(deaf: boolean): void {
    this.#frozen = true;
    if (deaf) this.#socket.pause();
  }

  #enqueue(data: RawData): void {
    if (this.#frozen) return;
    const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer);
    this.#work = this.#work.then(() => this.#read(bytes)).catch((error: unknown) => this.#breakOff(error));
  }

  #breakOff(error: unknown): void {
    this.#options.onProblem(`A connection was broken off. ${String(error)}`);
    this.#socket.terminate();
  }

  get #isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  async #read(bytes: Buffer): Promise<void> {
    for (const payload of this.#splitter.push(bytes)) await this.#take(payload);
  }

  async #take(payload: Buffer): Promise<void> {
    if (this.#frozen) return;
    if (this.#cipher) return this.#dialogue?.receive(await decodeBinaryNode(this.#cipher.open(payload)));
    if (this.#greeted) return this.#finishHandshake(payload);
    this.#greeted = true;
    this.#socket.send(frame(this.#handshake.answer(payload)));
  }

  async #finishHandshake(clientFinish: Buffer): Promise<void> {
    const { clientKey, payload, cipher } = this.#handshake.finish(clientFinish);
    this.#cipher = cipher;
    await delay(SWITCH_MS, undefined, { ref: false });
    if (!this.#isOpen) return;
    this.#dialogue = this.#options.open(this, { key: clientKey, payload });
    this.#dialogue.begin();
  }
}
