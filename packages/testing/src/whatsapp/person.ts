import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type BinaryNode,
  encodeBigEndian,
  normalizeMessageContent,
  type proto,
} from '@whiskeysockets/baileys';
import { AddressBook } from './address-book.ts';
import type { HeardMessage, Receipt } from './chat.ts';
import { GroupKeys } from './group-keys.ts';
import { type Identity, lidJid, numberJid } from './identity.ts';
import { Inbox, nameOf } from './inbox.ts';
import type { LinkedDevice } from './linked-device.ts';
import { Mailer } from './mailer.ts';
import { visibleText } from './message-stanza.ts';
import { node, wireTime } from './nodes.ts';
import { type Ciphertext, SignalDevice } from './signal-device.ts';
import type { WaitOptions, Watch } from './watch.ts';

const MAXIMUM_RETRIES = 5;

/** Where a message for a phone comes from. */
export interface Origin {
  id: string;
  /** The id it was written to, as the sender wrote it. */
  chat: string;
  /** In a group, the id under which this person is there. */
  participant?: string;
}

/** Somebody with a phone that this server simulates, and perhaps linked devices that are real clients. */
export class Person {
  readonly identity: Identity;
  /**
   * Whether the server tells a client that asks which LID belongs to the number. Messages tell it by themselves,
   * as each of them is told to.
   */
  isLidPublic = true;
  /** @internal The phone's Signal end. */
  readonly signal = new SignalDevice();
  /** @internal The keys with which the phone reads and writes in groups. */
  readonly groupKeys = new GroupKeys();
  /** @internal What brings the phone's messages to linked devices. */
  readonly mailer = new Mailer(this.signal, this.groupKeys);
  /** @internal The linked devices by their number in the account. */
  readonly devices = new Map<number, LinkedDevice>();
  /** @internal What the owner calls others. */
  readonly addressBook = new AddressBook();
  /** @internal What the phone shows. */
  readonly inbox: Inbox;
  protected readonly watch: Watch;
  readonly #receipts: Receipt[] = [];
  readonly #retries = new Map<string, number>();
  readonly #readReceipts = new Map<string, () => void>();
  #lane: Promise<unknown> = Promise.resolve();

  constructor(identity: Identity, watch: Watch) {
    this.identity = identity;
    this.watch = watch;
    this.inbox = new Inbox(watch, identity.name);
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
    return this.inbox.messages;
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
    return this.inbox.next(options);
  }

  /** Everything that a message in {@link heard} holds, beyond its text. */
  contentOf(message: HeardMessage): proto.IMessage | undefined {
    return this.inbox.content(message);
  }

  /**
   * Installs WhatsApp anew on the phone: it has other keys from now on, and can read nothing that was encrypted for
   * the ones before until a device sends it again.
   */
  reinstalls(): void {
    this.signal.reset();
    this.groupKeys.reset();
  }

  /**
   * A linked device sent this person's phone a copy of a message, in one part or, in a group, in several.
   * @internal
   */
  async receive(from: LinkedDevice, parts: readonly Ciphertext[], origin: Origin): Promise<void> {
    const message = await this.#decrypt(from, parts, origin.chat).catch(() => undefined);
    if (!message) return this.#askAgain(from, origin);
    if (from.owner === this.identity) return this.receiveOwnCopy(from, origin, message);
    const { id, chat, participant } = origin;
    const text = visibleText(normalizeMessageContent(message) ?? {});
    const group = participant === undefined ? {} : { group: chat };
    const shown = { id, text: text ?? '', from: numberJid(from.owner), device: from.id, ...group };
    if (text !== undefined) this.inbox.show(shown, message);
    const report = (type?: string) =>
      from.deliver(node('receipt', { id, from: chat, participant, type, t: wireTime(Date.now()) }));
    this.#readReceipts.set(nameOf(shown), () => report('read'));
    report();
  }

  /**
   * Reads a message that a linked device of somebody sent; the device gets a read receipt.
   * @throws Error when no linked device sent it
   */
  reads(message: HeardMessage): void {
    const report = this.#readReceipts.get(nameOf(message));
    if (!report) throw new Error(`No linked device sent ${this.identity.name} the message ${message.id}.`);
    report();
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
   * A device could not decrypt a message of this person: it gets it once more.
   * @internal
   */
  async sendAgain(device: LinkedDevice, receipt: BinaryNode): Promise<void> {
    await this.inTurn(() => this.mailer.sendAgain(device, receipt));
  }

  /**
   * Runs `work` after everything this person began before; the event loop gets its turn in between.
   * @internal
   */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#lane.then(() => nextTurn()).then(work);
    this.#lane = done.catch(() => undefined);
    return done;
  }

  /**
   * Gives back what the phone holds.
   * @internal
   */
  close(): void {
    this.signal.close();
  }

  /** What the phone does with the copy of a message that one of its own linked devices sent. */
  protected async receiveOwnCopy(
    _device: LinkedDevice,
    _origin: Origin,
    _message: proto.IMessage,
  ): Promise<void> {}

  async #decrypt(from: LinkedDevice, parts: readonly Ciphertext[], chat: string): Promise<proto.IMessage> {
    const sender = lidJid(from.owner, from.id);
    const message: proto.IMessage = {};
    for (const part of parts) {
      const content =
        part.type === 'skmsg'
          ? this.groupKeys.decrypt(chat, sender, part.bytes)
          : await this.signal.decrypt(sender, part);
      const key = content.senderKeyDistributionMessage;
      if (key) this.groupKeys.learn(sender, key);
      Object.assign(message, content);
    }
    return message;
  }

  #askAgain(device: LinkedDevice, { id, chat, participant }: Origin): void {
    const key = [numberJid(device.owner, device.id), chat, id].join(' ');
    const count = (this.#retries.get(key) ?? 0) + 1;
    if (count > MAXIMUM_RETRIES) return;
    this.#retries.set(key, count);
    const t = wireTime(Date.now());
    const isOwn = device.owner === this.identity && participant === undefined;
    const from = isOwn ? { from: this.id, recipient: chat } : { from: chat, participant };
    device.deliver(
      node('receipt', { id, ...from, type: 'retry', t }, [
        node('retry', { count: String(count), id, t, v: '1' }),
        node('registration', {}, encodeBigEndian(this.signal.registrationId)),
      ]),
    );
  }
}
