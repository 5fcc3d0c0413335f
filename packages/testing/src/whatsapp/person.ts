import { setImmediate as nextTurn } from 'node:timers/promises';
import { type BinaryNode, encodeBigEndian, getBinaryNodeChild, type proto } from '@whiskeysockets/baileys';
import { type HeardMessage, newMessageId, type Receipt, type SayOptions, type SentMessage } from './chat.ts';
import { Feed } from './feed.ts';
import { type Identity, lidJid, numberJid } from './identity.ts';
import { readBundle, readRegistrationId } from './key-bundle.ts';
import type { LinkedDevice } from './linked-device.ts';
import {
  type Addressing,
  directAttributes,
  type MessageFacts,
  messageStanza,
  ownCopyAttributes,
  visibleText,
} from './message-stanza.ts';
import { node, wireTime } from './nodes.ts';
import type { Envelope } from './outgoing-message.ts';
import { SignalDevice } from './signal-device.ts';
import type { WaitOptions, Watch } from './watch.ts';

const MAXIMUM_RETRIES = 5;

interface Delivery {
  attributes: Record<string, string>;
  message: proto.IMessage;
}

/** Somebody with a phone that this server simulates, and perhaps linked devices that are real clients. */
export class Person {
  readonly identity: Identity;
  /** @internal The phone's Signal end. */
  readonly signal = new SignalDevice();
  /** @internal The linked devices by their number in the account. */
  readonly devices = new Map<number, LinkedDevice>();
  protected readonly watch: Watch;
  readonly #inbox: Feed<HeardMessage>;
  readonly #shown = new Set<string>();
  readonly #receipts: Receipt[] = [];
  readonly #deliveries = new Map<string, Delivery>();
  readonly #retries = new Map<string, number>();
  #lane: Promise<unknown> = Promise.resolve();

  constructor(identity: Identity, watch: Watch) {
    this.identity = identity;
    this.watch = watch;
    const describe = ({ from, text }: HeardMessage) => `${JSON.stringify(text)} from ${from}`;
    this.#inbox = new Feed(watch, `${identity.name} heard nothing new.`, describe);
  }

  /** The phone-number id, `15551110001@s.whatsapp.net`. */
  get id(): string {
    return numberJid(this.identity);
  }

  /** The LID, `90000000001@lid`. */
  get lid(): string {
    return lidJid(this.identity);
  }

  /** What this person sees that others wrote, oldest first; repetitions of an id are shown once. */
  get heard(): readonly HeardMessage[] {
    return this.#inbox.items;
  }

  /** What others' devices reported about this person's messages, in the order of arrival. */
  get receipts(): readonly Receipt[] {
    return [...this.#receipts];
  }

  /**
   * The next visible message that no earlier call returned; waits for it.
   * Rejects after the timeout with what was heard before.
   */
  hears(options?: WaitOptions): Promise<HeardMessage> {
    return this.#inbox.next(options);
  }

  /**
   * A linked device sent this person's phone a copy of a message. `chat` is the id it wrote to.
   * @internal
   */
  async receive(
    from: LinkedDevice,
    envelope: Envelope,
    { id, chat }: { id: string; chat: string },
  ): Promise<void> {
    const sender = lidJid(from.owner, from.id);
    const message = await this.signal.decrypt(sender, envelope.ciphertext).catch(() => undefined);
    if (!message) return this.#askAgain(from, id, chat);
    if (from.owner === this.identity) return this.receiveOwnCopy(id, message);
    const text = visibleText(message);
    if (text !== undefined) this.#show({ id, text, from: numberJid(from.owner), device: from.id });
    from.deliver(node('receipt', { id, from: chat, t: wireTime(Date.now()) }));
  }

  /**
   * A device reported about a message of this person.
   * @internal
   */
  takeReceipt(receipt: Receipt): void {
    this.#receipts.push(receipt);
    this.watch.changed();
  }

  /**
   * A device could not decrypt a message of this person: opens a new session with it and sends it once more.
   * @internal
   */
  async sendAgain(device: LinkedDevice, receipt: BinaryNode): Promise<void> {
    const delivery = this.#deliveries.get(deliveryKey(device, receipt.attrs.id));
    if (!delivery) return;
    const keys = getBinaryNodeChild(receipt, 'keys');
    const repetition = Number(getBinaryNodeChild(receipt, 'retry')?.attrs.count ?? 1);
    await this.inTurn(async () => {
      const bundle = keys ? readBundle(keys, readRegistrationId(receipt)) : device.takeBundle();
      await this.signal.openSession(lidJid(device.owner, device.id), bundle);
      await this.#deliver(device, delivery, repetition);
    });
  }

  /**
   * Gives back what the phone holds.
   * @internal
   */
  close(): void {
    this.signal.close();
  }

  /** What the phone does with the copy of a message that one of its own linked devices sent. */
  protected receiveOwnCopy(_id: string, _message: proto.IMessage): void {}

  /** Sends a text from the phone: to the other person's phone and devices, and to the own linked devices. */
  protected sendText(
    to: Person,
    text: string,
    { id = newMessageId(), sentAt = Date.now() }: SayOptions,
    addressing: Addressing = 'number',
  ): Promise<SentMessage> {
    const facts: MessageFacts = { id, sender: this.identity, sentAt };
    const message = { conversation: text };
    const ownCopy = { deviceSentMessage: { destinationJid: to.id, message } };
    return this.inTurn(async () => {
      if (to !== this) to.#show({ id, text, from: this.id, device: 0 });
      for (const device of to.devices.values()) {
        await this.deliverTo(device, { attributes: directAttributes(facts, addressing), message });
      }
      for (const device of this.devices.values()) {
        await this.deliverTo(device, { attributes: ownCopyAttributes(facts, to.identity), message: ownCopy });
      }
      return { id };
    });
  }

  /** Encrypts a message for one linked device and leaves it in that device's queue. */
  protected async deliverTo(device: LinkedDevice, delivery: Delivery): Promise<void> {
    this.#deliveries.set(deliveryKey(device, delivery.attributes.id), delivery);
    await this.#deliver(device, delivery);
  }

  /** Runs `work` after everything this person began before; the event loop gets its turn in between. */
  protected inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#lane.then(() => nextTurn()).then(work);
    this.#lane = done.catch(() => undefined);
    return done;
  }

  /** Official clients show a repeated id of the same sender once. */
  #show(message: HeardMessage): void {
    const key = `${message.from} ${message.id}`;
    if (this.#shown.has(key)) return;
    this.#shown.add(key);
    this.#inbox.add(message);
  }

  async #deliver(
    device: LinkedDevice,
    { attributes, message }: Delivery,
    repetition?: number,
  ): Promise<void> {
    const address = lidJid(device.owner, device.id);
    if (!(await this.signal.hasSession(address))) await this.signal.openSession(address, device.takeBundle());
    const ciphertext = await this.signal.encrypt(address, message);
    device.deliver(messageStanza(attributes, ciphertext, repetition));
  }

  #askAgain(device: LinkedDevice, id: string, chat: string): void {
    const key = deliveryKey(device, id);
    const count = (this.#retries.get(key) ?? 0) + 1;
    if (count > MAXIMUM_RETRIES) return;
    this.#retries.set(key, count);
    const t = wireTime(Date.now());
    const origin = device.owner === this.identity ? { from: this.id, recipient: chat } : { from: chat };
    device.deliver(
      node('receipt', { id, ...origin, type: 'retry', t }, [
        node('retry', { count: String(count), id, t, v: '1' }),
        node('registration', {}, encodeBigEndian(this.signal.registrationId)),
      ]),
    );
  }
}

function deliveryKey(device: LinkedDevice, id: string | undefined): string {
  return `${numberJid(device.owner, device.id)} ${id}`;
}
