import { type BinaryNode, getBinaryNodeChild } from '@whiskeysockets/baileys';
import type { Connection, Dialogue } from './connection.ts';
import type { Directory } from './directory.ts';
import { lidJid } from './identity.ts';
import type { LinkedDevice } from './linked-device.ts';
import { directAttributes, messageStanza, ownCopyAttributes } from './message-stanza.ts';
import { node, refusal, result, SERVER, topic, wireTime } from './nodes.ts';
import { type Envelope, readEnvelopes } from './outgoing-message.ts';
import type { Phone } from './phone.ts';
import { answer, queryName } from './queries.ts';

/** What a client does between its login and the moment when it is fully there. */
const FIRST_STEPS = ['abt props', 'blocklist', 'privacy privacy', 'backlog'];

/** What a session works with. */
export interface DeviceSessionOptions {
  connection: Connection;
  device: LinkedDevice;
  owner: Phone;
  directory: Directory;
  /** Told of each query that this server does not know. */
  onProblem: (problem: string) => void;
}

/** The conversation with a linked device that has logged in. */
export class DeviceSession implements Dialogue {
  readonly #connection: Connection;
  readonly #device: LinkedDevice;
  readonly #owner: Phone;
  readonly #directory: Directory;
  readonly #onProblem: (problem: string) => void;
  readonly #firstSteps = new Set(FIRST_STEPS);

  constructor({ connection, device, owner, directory, onProblem }: DeviceSessionOptions) {
    this.#connection = connection;
    this.#device = device;
    this.#owner = owner;
    this.#directory = directory;
    this.#onProblem = onProblem;
  }

  begin(): void {
    this.#device.attach(this.#connection);
    const lid = lidJid(this.#owner.identity, this.#device.id);
    const display_name = this.#owner.identity.name;
    this.#connection.send(
      node('success', { t: wireTime(Date.now()), lid, display_name, location: 'loopback' }),
    );
  }

  async receive(stanza: BinaryNode): Promise<void> {
    if (stanza.tag === 'iq') return this.#answer(stanza);
    if (stanza.tag === 'message') return this.#relay(stanza);
    if (stanza.tag === 'receipt') return this.#takeReceipt(stanza);
    if (stanza.tag === 'ack') return this.#takeAcknowledgement(stanza);
    if (stanza.tag === 'ib' && topic(stanza) === 'offline_batch') return this.#deliverBacklog();
  }

  ended(): void {
    this.#device.detach(this.#connection);
  }

  async #answer(query: BinaryNode): Promise<void> {
    if (query.attrs.type !== 'get' && query.attrs.type !== 'set') return;
    const name = queryName(query);
    if (name === 'md remove-companion-device') return this.#logOut(query);
    const contents = await answer(query, { device: this.#device, directory: this.#directory });
    if (!contents) this.#onProblem(`The query "${name}" is not known here and was refused.`);
    this.#connection.send(
      contents ? result(query, contents) : refusal(query, 501, 'feature-not-implemented'),
    );
    if (name === 'passive active') await this.#announceBacklog();
    await this.#finishStep(name);
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
    const waiting = this.#device.queue.waiting;
    if (waiting.length === 0) return this.#deliverBacklog();
    const count = (tag: string) => String(waiting.filter((stanza) => stanza.tag === tag).length);
    const preview = node('offline_preview', {
      count: String(waiting.length),
      message: count('message'),
      receipt: count('receipt'),
      notification: count('notification'),
      appdata: '0',
    });
    this.#connection.send(node('ib', { from: SERVER }, [preview]));
  }

  async #deliverBacklog(): Promise<void> {
    const waiting = this.#device.startDelivery();
    for (const [index, stanza] of waiting.entries()) {
      this.#connection.send({ ...stanza, attrs: { ...stanza.attrs, offline: String(index) } });
    }
    this.#connection.send(node('ib', { from: SERVER }, [node('offline', { count: String(waiting.length) })]));
    await this.#finishStep('backlog');
  }

  async #takeReceipt(receipt: BinaryNode): Promise<void> {
    const { id, to, type, participant } = receipt.attrs;
    const author = this.#directory.find(participant ?? to);
    this.#connection.send(node('ack', { class: 'receipt', id, from: to, type }));
    if (type === 'retry') return author?.sendAgain(this.#device, receipt);
    this.#device.confirm('message', to, id);
    const items = getBinaryNodeChild(receipt, 'list')?.content;
    const more = Array.isArray(items) ? items.map(({ attrs }) => attrs.id) : [];
    for (const each of [id, ...more]) if (each) author?.takeReceipt({ id: each, type });
  }

  #takeAcknowledgement({ attrs }: BinaryNode): void {
    const { class: tag = '', to, id = '', error } = attrs;
    this.#device.confirm(tag, to, id);
    if (error) this.#directory.find(to)?.takeReceipt({ id, type: `error ${error}` });
  }

  async #relay(message: BinaryNode): Promise<void> {
    const { id, to } = message.attrs;
    const treatment = this.#owner.sendTreatment;
    this.#owner.noteTransmission(message);
    if (treatment === 'lose') return;
    const acknowledgement = { class: 'message', id, from: to, t: wireTime(Date.now()) };
    if (typeof treatment === 'object') {
      return this.#connection.send(node('ack', { ...acknowledgement, error: String(treatment.refuse) }));
    }
    for (const envelope of readEnvelopes(message)) await this.#handOver(message, envelope);
    if (treatment === 'deliver') this.#connection.send(node('ack', acknowledgement));
  }

  async #handOver(message: BinaryNode, envelope: Envelope): Promise<void> {
    const { id = '', to = '' } = message.attrs;
    const addressee = this.#directory.find(envelope.addressee);
    if (!addressee) return;
    if (envelope.device === 0) return addressee.receive(this.#device, envelope, { id, chat: to });
    const facts = { id, sender: this.#owner.identity, device: this.#device.id, sentAt: Date.now() };
    const chat = this.#directory.find(to);
    const attributes =
      addressee === this.#owner && chat
        ? ownCopyAttributes(facts, chat.identity)
        : directAttributes(facts, to === chat?.id ? 'number' : 'lid');
    addressee.devices.get(envelope.device)?.deliver(messageStanza(attributes, envelope.ciphertext));
  }
}
