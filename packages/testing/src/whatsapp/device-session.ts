import { setImmediate as nextTurn } from 'node:timers/promises';
import { type BinaryNode, getBinaryNodeChild } from '@whiskeysockets/baileys';
import type { Connection, Dialogue } from './connection.ts';
import type { Directory } from './directory.ts';
import { lidJid } from './identity.ts';
import type { Moment } from './interruption.ts';
import type { LinkedDevice } from './linked-device.ts';
import { node, queryName, refusal, result, SERVER, topic, wireTime } from './nodes.ts';
import type { Phone } from './phone.ts';
import { answer } from './queries.ts';
import { relay } from './relay.ts';
import { farewell } from './stream-end.ts';

/** What a client does between its login and the moment when it is fully there. */
const FIRST_STEPS = ['abt props', 'blocklist', 'privacy privacy', 'backlog', 'open'];
/** How many stanzas of the backlog are sent before others get their turn. */
const BATCH_SIZE = 100;

/** What a session works with. */
export interface DeviceSessionOptions {
  connection: Connection;
  device: LinkedDevice;
  owner: Phone;
  directory: Directory;
  /** Whether new devices are to leave a handful of keys instead of hundreds. */
  fewKeys: boolean;
  /** Told of each query that this server does not know. */
  onProblem: (problem: string) => void;
}

/** The conversation with a linked device that has logged in. */
export class DeviceSession implements Dialogue {
  readonly #connection: Connection;
  readonly #device: LinkedDevice;
  readonly #owner: Phone;
  readonly #directory: Directory;
  readonly #fewKeys: boolean;
  readonly #onProblem: (problem: string) => void;
  readonly #firstSteps = new Set(FIRST_STEPS);
  #ended = false;
  #interrupted = false;

  constructor({ connection, device, owner, directory, fewKeys, onProblem }: DeviceSessionOptions) {
    this.#connection = connection;
    this.#device = device;
    this.#owner = owner;
    this.#directory = directory;
    this.#fewKeys = fewKeys;
    this.#onProblem = onProblem;
  }

  begin(): void {
    this.#device.attach(this.#connection);
    const lid = lidJid(this.#owner.identity, this.#device.id);
    const display_name = this.#owner.identity.name;
    this.#connection.send(
      node('success', { t: wireTime(Date.now()), lid, display_name, location: 'loopback' }),
    );
    this.#isInterrupted('login');
  }

  async receive(stanza: BinaryNode): Promise<void> {
    if (this.#interrupted) return;
    if (stanza.tag === 'iq') return this.#answer(stanza);
    if (stanza.tag === 'message') return this.#relay(stanza);
    if (stanza.tag === 'receipt') return this.#takeReceipt(stanza);
    if (stanza.tag === 'ack') return this.#takeAcknowledgement(stanza);
    if (stanza.tag === 'chatstate' || stanza.tag === 'presence') return this.#owner.takeActivity(stanza);
    if (stanza.tag !== 'ib') return;
    if (topic(stanza) === 'unified_session') return this.#noteOpen();
    if (topic(stanza) === 'offline_batch') return this.#deliverBacklog();
  }

  ended(): void {
    this.#ended = true;
    this.#device.detach(this.#connection);
  }

  async #answer(query: BinaryNode): Promise<void> {
    if (query.attrs.type !== 'get' && query.attrs.type !== 'set') return;
    const name = queryName(query);
    if (name === 'md remove-companion-device') return this.#logOut(query);
    const fault = this.#owner.queryFaults.get(name);
    if (fault === 'ignore') return;
    const answered = fault ? refusal(query, fault.refuse, 'refused') : await this.#answerTo(query, name);
    this.#connection.send(answered);
    if (name === 'passive active') await this.#announceBacklog();
    await this.#finishStep(name);
  }

  async #answerTo(query: BinaryNode, name: string): Promise<BinaryNode> {
    const [device, owner, directory] = [this.#device, this.#owner, this.#directory];
    const found = await answer(query, { device, owner, directory, fewKeys: this.#fewKeys });
    if (Array.isArray(found)) return result(query, found);
    if (found) return refusal(query, found.code, found.text);
    this.#onProblem(`The query "${name}" is not known here and was refused.`);
    return refusal(query, 501, 'feature-not-implemented');
  }

  async #finishStep(step: string): Promise<void> {
    if (!this.#firstSteps.delete(step) || this.#firstSteps.size > 0) return;
    if (!this.#device.hasHistory) await this.#owner.sendHistory(this.#device);
    this.#device.markInitialised(this.#connection);
  }

  #logOut(query: BinaryNode): void {
    this.#owner.removeDevice(this.#device.id);
    this.#connection.end(result(query));
  }

  async #announceBacklog(): Promise<void> {
    const routing = node('routing_info', {}, Buffer.from('loopback'));
    this.#connection.send(node('ib', { from: SERVER }, [node('edge_routing', {}, [routing])]));
    const { queue } = this.#device;
    const [messages, receipts] = [queue.count('message') + queue.count('peer'), queue.count('receipt')];
    const notifications = queue.count('notification');
    const total = messages + receipts + notifications;
    if (total === 0) return this.#deliverBacklog();
    const preview = node('offline_preview', {
      count: String(total),
      message: String(messages),
      receipt: String(receipts),
      notification: String(notifications),
      appdata: '0',
    });
    this.#connection.send(node('ib', { from: SERVER }, [preview]));
  }

  async #deliverBacklog(): Promise<void> {
    if (this.#isInterrupted('backlog')) return;
    let sent = 0;
    for (const stanza of this.#device.queue) {
      if (this.#ended) return;
      this.#connection.send({ ...stanza, attrs: { ...stanza.attrs, offline: String(sent) } });
      sent += 1;
      if (sent % BATCH_SIZE === 0) await nextTurn();
    }
    this.#device.startDelivery(this.#connection);
    this.#connection.send(node('ib', { from: SERVER }, [node('offline', { count: String(sent) })]));
    await this.#finishStep('backlog');
  }

  async #takeReceipt(receipt: BinaryNode): Promise<void> {
    const { id, to: from, type, participant } = receipt.attrs;
    if (this.#isInterrupted('receipt')) return;
    const author = this.#directory.find(participant ?? from);
    this.#connection.send(node('ack', { class: 'receipt', id, from, type }));
    if (type === 'retry') return author?.sendAgain(this.#device, receipt);
    this.#device.confirm({ tag: 'message', from, id, participant });
    const items = getBinaryNodeChild(receipt, 'list')?.content;
    const more = Array.isArray(items) ? items.map(({ attrs }) => attrs.id) : [];
    for (const each of [id, ...more]) if (each) author?.takeReceipt({ id: each, type });
  }

  #takeAcknowledgement({ attrs }: BinaryNode): void {
    const { class: tag = '', to: from, id = '', error, participant } = attrs;
    this.#device.confirm({ tag, from, id, participant });
    if (error) this.#directory.find(participant ?? from)?.takeReceipt({ id, type: `error ${error}` });
  }

  async #relay(message: BinaryNode): Promise<void> {
    if (this.#isInterrupted('message')) return;
    const { id, to: from } = message.attrs;
    const treatment = this.#owner.takeTransmission(message);
    if (treatment === 'lose') return;
    const refused = typeof treatment === 'object' ? treatment.refuse : await this.#handOver(message);
    if (treatment === 'lose-acknowledgement' || this.#isInterrupted('acknowledgement')) return;
    const error = refused === undefined ? undefined : String(refused);
    this.#connection.send(node('ack', { class: 'message', id, from, t: wireTime(Date.now()), error }));
  }

  /** A client says so when it has opened, and again each time it comes into use. */
  async #noteOpen(): Promise<void> {
    if (this.#firstSteps.has('open') && this.#isInterrupted('open')) return;
    await this.#finishStep('open');
  }

  #isInterrupted(moment: Moment): boolean {
    const end = this.#owner.interruptions.take(moment);
    if (end === undefined) return false;
    this.#connection.end(farewell(end));
    this.#interrupted = true;
    return true;
  }

  #handOver(message: BinaryNode): Promise<number | undefined> {
    return relay(message, { device: this.#device, owner: this.#owner }, this.#directory);
  }
}
