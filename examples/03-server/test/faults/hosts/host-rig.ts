import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import {
  type Contact,
  type Phone,
  startWhatsAppServer,
  type WhatsAppServer,
} from '@chat-imposter/testing/whatsapp';
import { HostProcess } from './host-process.ts';
import type { CommitSide, FromHost, HostKind, HostOptions, Lag } from './host-protocol.ts';
import { type HostRow, readHostRows } from './read-host-rows.ts';

/** How long a host gets for what it should do, on a machine that others use as well. */
export const PATIENCE_MS = 60_000;

/** What a rig is made of. */
export interface HostRigOptions {
  kind: HostKind;
  /** A folder, which rigs may share one after the other. */
  folder: string;
  /** The bots, by the ids of their users. */
  userIds: readonly string[];
  /** Numbers of the contacts that are answered. Default: none. */
  numbers?: readonly string[];
  /** Of how many messages an answer consists. Default: 1. */
  parts?: number;
  /** Whether what came while the host was away is answered. Default: no. */
  answersOffline?: boolean;
}

/** WhatsApp with an account for each bot, and the file of the host, which survive the processes that live between them. */
export class HostRig implements AsyncDisposable {
  readonly whatsApp: WhatsAppServer;
  /** The file of the host. */
  readonly databasePath: string;
  /** What went wrong inside of the hosts. */
  readonly failures: string[] = [];
  /** Why hosts could not decrypt what came to them. */
  readonly undecryptable: string[] = [];
  /** How often the model was asked. */
  asked = 0;
  readonly #options: HostRigOptions;
  readonly #phones: ReadonlyMap<string, Phone>;
  readonly #recorded = new Set<string>();
  #news = Promise.withResolvers<void>();
  #told: FromHost[] = [];
  #host: HostProcess | null = null;
  #spare: HostProcess | null = null;

  private constructor(whatsApp: WhatsAppServer, options: HostRigOptions) {
    this.whatsApp = whatsApp;
    this.#options = options;
    this.databasePath = join(options.folder, `${randomUUID()}.db`);
    const phones = options.userIds.map(
      (userId, index) =>
        [userId, whatsApp.phone({ number: `1555000${1000 + index}`, name: userId })] as const,
    );
    this.#phones = new Map(phones);
  }

  /** With a host whose bots are linked and connected. */
  static async begin(options: HostRigOptions): Promise<HostRig> {
    const rig = new HostRig(await startWhatsAppServer({ fewKeys: true }), options);
    await rig.live();
    return rig;
  }

  /** The phone of the owner of a bot. */
  phone(userId: string): Phone {
    const phone = this.#phones.get(userId);
    if (!phone) throw new Error(`There is no bot ${userId}.`);
    return phone;
  }

  /** How many messages were recorded so far, repetitions left out. */
  get recorded(): number {
    return this.#recorded.size;
  }

  /** Loads the next process while the present one lives, so that its life begins without a wait. */
  prepare(): void {
    this.#spare ??= this.#load();
  }

  /** Begins the next life of the host; resolves when all bots are connected. */
  async live(): Promise<void> {
    const host = this.#spare ?? this.#load();
    this.#spare = null;
    this.#host = host;
    await host.loaded;
    this.#told = [];
    host.hear = (message) => this.#hear(message);
    const isOver = host.ended.then(() => {
      throw new Error(`The host ended before it was connected. ${this.failures.join(' ')}`);
    });
    isOver.catch(() => {});
    host.tell({ kind: 'begin', options: this.#hostOptions() });
    await Promise.race([this.connected(), isOver]);
  }

  /** Resolves when all bots are connected, and those that are new have their history. */
  async connected(): Promise<void> {
    for (const phone of this.#phones.values()) await phone.connected({ timeoutMs: PATIENCE_MS });
  }

  /** The host is held when the next message for this bot has come so far; resolves when it has heard so. */
  async hold(userId: string, side: CommitSide): Promise<void> {
    this.#told = this.#told.filter((message) => !('userId' in message && message.userId === userId));
    this.#present.tell({ kind: 'hold', userId, side });
    await this.#hears('ordered', userId);
  }

  /** Resolves when the host is held with a message for this bot, with how that was encrypted. */
  async held(userId: string): Promise<string> {
    const held = await this.#hears('held', userId);
    return held.type;
  }

  /** What is held goes on. */
  release(userId: string): void {
    this.#present.tell({ kind: 'release', userId });
  }

  /** Resolves when a message with this text was recorded, by any of the processes so far. */
  async isRecorded(text: string): Promise<void> {
    while (!this.#recorded.has(text)) await this.#change();
  }

  /** Resolves when so many messages were recorded. */
  async hasRecorded(count: number): Promise<void> {
    while (this.#recorded.size < count) await this.#change();
  }

  /** Makes a bot and a contact know each other, so that both have what they need for messages of a session. */
  async acquaint(userId: string, contact: Contact): Promise<void> {
    await contact.says(`hello${contact.identity.number}`, { to: this.phone(userId) });
    if (this.#options.kind === 'stock') {
      await this.isRecorded(`hello${contact.identity.number}`);
      return this.greet(userId, contact);
    }
    for (let part = 0; part < (this.#options.parts ?? 1); part += 1) {
      await contact.hears({ timeoutMs: PATIENCE_MS });
    }
  }

  /** A `stock` host writes to a contact; resolves when that has heard it. */
  async greet(userId: string, contact: Contact): Promise<void> {
    this.#present.tell({ kind: 'say', userId, to: contact.id, text: 'hello' });
    await contact.hears({ timeoutMs: PATIENCE_MS });
  }

  /** Resolves when everything is confirmed that WhatsApp has for this bot, with whether it was in time. */
  isAllConfirmed(userId: string, timeoutMs = PATIENCE_MS): Promise<boolean> {
    return this.phone(userId)
      .confirmed({ timeoutMs })
      .then(
        () => true,
        () => false,
      );
  }

  /** How long the event loop of the present process was busy at a time. */
  async lag(): Promise<Lag> {
    this.#present.tell({ kind: 'tell_lag' });
    for (;;) {
      const told = this.#told.find((message) => message.kind === 'lag');
      if (told) return told.lag;
      await this.#change();
    }
  }

  /** Ends the life of the host without a chance to do anything. */
  async kill(): Promise<void> {
    await this.#present.kill();
    this.#host = null;
    for (const phone of this.#phones.values()) await phone.disconnected();
  }

  /** Ends the life of the host in an orderly way. */
  async stop(): Promise<void> {
    await this.#present.stop();
    this.#host = null;
    for (const phone of this.#phones.values()) await phone.disconnected();
  }

  /** What the host has recorded, in that order; only while no host lives. */
  rows(): HostRow[] {
    return readHostRows(this.#options.kind, this.databasePath);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#host?.kill();
    await this.#spare?.kill();
    await this.whatsApp.close();
  }

  get #present(): HostProcess {
    if (!this.#host) throw new Error('No host lives.');
    return this.#host;
  }

  #load(): HostProcess {
    return new HostProcess(this.#options.kind, join(this.#options.folder, 'compiled'));
  }

  #hostOptions(): HostOptions {
    const { userIds, numbers = [], parts = 1, answersOffline = false } = this.#options;
    return {
      databasePath: this.databasePath,
      webSocketUrl: this.whatsApp.url,
      userIds,
      numbers,
      parts,
      answersOffline,
    };
  }

  #hear(message: FromHost): void {
    if (message.kind === 'qr') void this.phone(message.userId).scan(message.text);
    else if (message.kind === 'recorded') this.#recorded.add(message.text);
    else if (message.kind === 'asked') this.asked += 1;
    else if (message.kind === 'undecryptable') this.undecryptable.push(message.reason);
    else if (message.kind === 'failure') this.failures.push(message.message);
    else this.#told.push(message);
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }

  async #hears<Kind extends 'ordered' | 'held'>(
    kind: Kind,
    userId: string,
  ): Promise<Extract<FromHost, { kind: Kind }>> {
    for (;;) {
      const found = this.#told.find(
        (message): message is Extract<FromHost, { kind: Kind }> =>
          message.kind === kind && message.userId === userId,
      );
      if (found) return found;
      await this.#change();
    }
  }

  /** Resolves when the host tells something. @throws Error when it tells nothing for too long */
  async #change(): Promise<void> {
    const silence = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => silence.reject(new Error(`The host tells nothing. ${this.failures.join(' ')}`)),
      PATIENCE_MS,
    );
    try {
      await Promise.race([this.#news.promise, silence.promise]);
    } finally {
      clearTimeout(timer);
    }
  }
}
