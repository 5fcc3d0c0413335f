import type { IncomingMessage as HttpResponse } from 'node:http';
import type { CancelTimer, Identity } from '@chat-imposter/core';
import type { ConnectionState, UserFacingSocketConfig, WASocket } from '@whiskeysockets/baileys';
import { DEFAULT_CONNECTION_CONFIG, makeWASocket } from '@whiskeysockets/baileys';
import { SignalKeys } from '../credentials/signal-keys.ts';
import { ConnectionHistory } from '../history/connection-history.ts';
import { pairsInGroup } from '../people/group-pairs.ts';
import type { IdPair } from '../people/id-pair.ts';
import { learningRepository } from '../people/learning-repository.ts';
import { listGroups } from '../people/list-groups.ts';
import { listenForPeople } from '../people/listen-for-people.ts';
import { pairsInGroupNode } from '../people/stanza-pairs.ts';
import { withoutBacklogMark } from '../receiving/decrypted-stanza.ts';
import type { FetchGroup } from '../receiving/group-directory.ts';
import { Inbound } from '../receiving/inbound.ts';
import { Sender } from '../sending/sender.ts';
import { quietLogger } from './baileys-logger.ts';
import type { ConnectionListener, ConnectionParts } from './connection-parts.ts';
import { containRejections } from './contain-rejections.ts';
import { type Disconnect, disconnectFrom, disconnectOnFailure } from './disconnect.ts';
import { inOrder } from './in-order.ts';
import { LinkOffer } from './link-offer.ts';
import { overhear } from './overhear.ts';
import { UnfinishedWork } from './unfinished-work.ts';
import { within } from './within.ts';

/** How long the closing handshake may take before the TCP connection is cut. */
const CLOSING_MS = 2_000;
/** How long the next connection waits for what is left of this one. */
const SETTLING_MS = 1_000;
/** When the platform has delivered again whatever it wanted to. */
const REDELIVERED_MS = 120_000;

/** One socket, from its making to its end. Each is used once. */
export class Connection {
  /** What was said before: what the phone tells of it, and what it is asked for. */
  readonly history: ConnectionHistory;
  readonly #parts: ConnectionParts;
  readonly #listener: ConnectionListener;
  readonly #work = new UnfinishedWork();
  readonly #keys: SignalKeys;
  readonly #inbound: Inbound;
  readonly #socket: WASocket;
  readonly #sender: Sender;
  readonly #linkOffer: LinkOffer;
  readonly #finished = Promise.withResolvers<void>();
  readonly #fetchGroup: FetchGroup = async (groupId) => {
    const group = await this.#socket.groupMetadata(groupId);
    this.#learnPairs(pairsInGroup(group));
    return group;
  };
  #connectedAt: number;
  #timers: CancelTimer[] = [];
  #failure: Disconnect | null = null;
  #cut: () => void = () => {};
  #isOpen = false;
  #isOver = false;

  /** Begins to connect. @throws what Baileys throws when it cannot use the options */
  constructor(parts: ConnectionParts, listener: ConnectionListener) {
    this.#parts = parts;
    this.#listener = listener;
    this.#connectedAt = parts.clock.now();
    this.#keys = new SignalKeys(parts.store, (error) => this.#fail(error));
    this.#inbound = this.#makeInbound();
    this.#socket = makeWASocket(this.#config());
    this.#linkOffer = this.#makeLinkOffer();
    this.#sender = new Sender(this.#socket, { clock: parts.clock, sent: parts.sent, work: this.#work });
    this.history = this.#makeHistory();
    this.#takeMessagesInOrder();
    this.#takeFramesInTurns();
    containRejections(this.#socket.ws, (event, error) => this.#onRejection(event, error));
    this.#inbound.attach(this.#socket);
    this.#listen();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Resolves when WhatsApp has acknowledged the message. @throws SendError */
  send(chatId: string, text: string, messageId: string): Promise<void> {
    return this.#sender.send(chatId, text, messageId);
  }

  /** The groups that the account is in, asked of WhatsApp. @throws ImposterError */
  async listGroups(): Promise<Identity[]> {
    const { groups, clock } = this.#parts;
    const listed = await listGroups((node, timeoutMs) => this.#socket.query(node, timeoutMs), clock);
    this.#learnPairs(pairsInGroupNode(listed.node));
    this.#store(groups.learn(listed.groups));
    this.#introduce();
    return listed.groups.map(({ id }) => groups.identityOf(id));
  }

  /** Asks the platform to end the link; resolves when it has answered. */
  async unlink(): Promise<void> {
    const jid = this.#parts.credentials.current.me?.id ?? '';
    await this.#socket.query({
      tag: 'iq',
      attrs: { to: 's.whatsapp.net', type: 'set', xmlns: 'md' },
      content: [{ tag: 'remove-companion-device', attrs: { jid, reason: 'user_initiated' } }],
    });
  }

  /** Ends the connection. When it has resolved, nothing of it is under way and nothing more is told. */
  end(): Promise<void> {
    return this.#shut();
  }

  #makeInbound(): Inbound {
    const { receiver, credentials, decrypted } = this.#parts;
    return new Inbound({
      receiver,
      credentials,
      decrypted,
      work: this.#work,
      lookups: { read: (type, ids) => this.#keys.read(type, ids), fetchGroup: this.#fetchGroup },
      storeKeys: (data) => this.#keys.set(data),
      connectedAt: () => this.#connectedAt,
      isOver: () => this.#isOver,
      onFailure: (error) => this.#fail(error),
      onEnding: () => void this.#timers.push(this.#parts.clock.after(CLOSING_MS, () => this.#cut())),
    });
  }

  #makeLinkOffer(): LinkOffer {
    const { credentials, pairingPhoneNumber, random, logger } = this.#parts;
    return new LinkOffer({
      socket: this.#socket,
      credentials,
      phoneNumber: pairingPhoneNumber?.replace('+', ''),
      random,
      logger,
      isOver: () => this.#isOver,
      onQr: (text) => this.#listener.onQr(text),
      onPairingCode: (code) => this.#listener.onPairingCode(code),
    });
  }

  #makeHistory(): ConnectionHistory {
    const { history, contacts, groups, ownIds, clock, logger } = this.#parts;
    return new ConnectionHistory({
      ...{ sync: history, contacts, groups, ownIds, clock, logger },
      read: (type, ids) => this.#keys.read(type, ids),
      send: (...question) => this.#work.track(this.#socket.fetchMessageHistory(...question)),
      onLearned: () => this.#introduce(),
      onProgress: (percent) => {
        if (this.#isOpen) this.#listener.onHistory(percent);
      },
    });
  }

  #config(): UserFacingSocketConfig {
    const { options, credentials, groups, sent, logger } = this.#parts;
    const make = options.makeSignalRepository ?? DEFAULT_CONNECTION_CONFIG.makeSignalRepository;
    return {
      ...options,
      logger: options.logger ?? quietLogger(logger),
      auth: { creds: credentials.current, keys: this.#keys },
      makeSignalRepository: learningRepository(this.#inbound.repository(make), {
        ownIds: this.#parts.ownIds,
        learn: (pairs) => this.#learnPairs(pairs),
      }),
      getMessage: async (key) => (await options.getMessage?.(key)) ?? sent.content(key.id),
      cachedGroupMetadata: async (id) =>
        (await options.cachedGroupMetadata?.(id)) ?? groups.members(id, this.#fetchGroup),
    };
  }

  /**
   * Baileys begins to handle every live message at once and looks into the store before it queues for its turn, while
   * what waited at the platform goes through a queue of its own (`processNode` and `handleMessage` in
   * Socket/messages-recv.js): of several messages of a new contact the first would come last, and a live one before
   * those that waited. What waited of receipts, notifications and calls stays in that queue, and may be handled after
   * messages that it came before.
   */
  #takeMessagesInOrder(): void {
    const mayGoOn = () => !this.#isOver;
    inOrder(this.#socket.ws, ['CB:message'], { prepare: withoutBacklogMark, mayGoOn });
  }

  /**
   * After an absence WhatsApp sends everything at once. Baileys decodes each frame when it is read, and Node reads as
   * much as there is (up to 2 MB, `uv__read` in libuv) before anything else has its turn: thousands of frames, for a
   * third of a second. The end of the connection keeps its place behind them: they may say why it ended.
   */
  #takeFramesInTurns(): void {
    inOrder(this.#socket.ws, ['message', 'close', 'error'], { mayGoOn: () => !this.#isOver });
  }

  #listen(): void {
    const { ws, ev } = this.#socket;
    const { contacts, groups, credentials } = this.#parts;
    ws.on('upgrade', (response: HttpResponse) => {
      this.#cut = () => response.socket.destroy();
    });
    ev.on('connection.update', (update) => this.#onUpdate(update));
    ev.on('creds.update', () => this.#store(credentials.save()));
    overhear(ev, { 'messaging-history.set': (chunk) => this.history.take(chunk) });
    listenForPeople(this.#socket, {
      contacts,
      groups,
      read: (type, ids) => this.#keys.read(type, ids),
      onLearned: () => this.#introduce(),
      keep: (work) => this.#store(work),
    });
    this.#socket.registerSocketEndHandler(() => this.#cancelTimers());
  }

  #onUpdate({ qr, isNewLogin, connection, lastDisconnect }: Partial<ConnectionState>): void {
    if (qr) this.#linkOffer.takeQr(qr);
    if (isNewLogin) this.#listener.onPaired();
    // What was under way when the end began may still say so.
    if (connection === 'open' && !this.#isOver) this.#onOpen();
    if (connection === 'close') void this.#onClose(lastDisconnect?.error);
  }

  #onOpen(): void {
    const { clock, decrypted, groups, logger } = this.#parts;
    this.#isOpen = true;
    this.#connectedAt = clock.now();
    this.#sender.opened();
    const before = decrypted.unconfirmed();
    this.#timers.push(clock.after(REDELIVERED_MS, () => decrypted.confirmAll(before)));
    groups
      .refresh(() => this.listGroups())
      .catch((error: unknown) => {
        logger.debug({ err: error }, 'the groups could not be listed');
      });
    this.#listener.onOpen();
  }

  #cancelTimers(): void {
    for (const cancel of this.#timers) cancel();
  }

  async #onClose(error: unknown): Promise<void> {
    this.#isOver = true;
    this.#isOpen = false;
    this.#cancelTimers();
    // Events that Baileys still holds back are lost when it has told of the end.
    this.#socket.ev.flush();
    this.#sender.close();
    this.#giveUpQueries();
    this.history.close();
    await this.#settle();
    this.#listener.onClosed(this.#failure ?? disconnectFrom(error));
    this.#finished.resolve();
  }

  /**
   * Baileys forgets to tell queries without an answer that it has closed the socket itself (`end` in Socket/socket.js
   * removes their listeners for `close`): each would keep the socket in memory and the process alive for a minute.
   */
  #giveUpQueries(): void {
    this.#socket.ws.emit('error', new Error('Connection Closed'));
  }

  /** Lets what is under way end, within limits: what is given up was not confirmed and comes again. */
  async #settle(): Promise<void> {
    const { clock, credentials } = this.#parts;
    await within(clock, SETTLING_MS, this.#work.ended());
    const isStored = await within(clock, SETTLING_MS, this.#storeTheRest());
    if (!isStored) this.#fail(new Error('The store did not answer.'));
    await within(clock, SETTLING_MS, this.#keys.close());
    if (!credentials.isStored) this.#fail(new Error('The credentials could not be stored.'));
  }

  async #storeTheRest(): Promise<void> {
    const { decrypted } = this.#parts;
    const tidy = decrypted.tidy();
    await this.#keys.set(tidy.rows);
    tidy.done();
  }

  #learnPairs(pairs: readonly IdPair[]): void {
    this.#parts.contacts.learnPairs(pairs);
    this.#introduce();
  }

  #introduce(): void {
    this.#store(this.#parts.introduce());
  }

  #onRejection(event: string | symbol, error: unknown): void {
    this.#parts.logger.warn({ err: error, event: String(event) }, 'Baileys could not deal with a frame');
    // A frame that cannot be decrypted leaves the two ends out of step for good.
    if (event === 'message') void this.#socket.end(error instanceof Error ? error : new Error(String(error)));
  }

  #store(work: Promise<void>): void {
    this.#work.track(work).catch((error: unknown) => this.#fail(error));
  }

  #fail(error: unknown): void {
    this.#failure ??= disconnectOnFailure(error);
    void this.#shut();
  }

  #shut(): Promise<void> {
    if (!this.#isOver) {
      this.#isOver = true;
      // Closes the socket at once, so that nothing is sent any more; the rest takes the time it takes.
      void this.#socket.end(undefined);
    }
    return this.#finished.promise;
  }
}
