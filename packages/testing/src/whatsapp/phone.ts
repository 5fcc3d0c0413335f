import { deflateSync } from 'node:zlib';
import { type BinaryNode, proto } from '@whiskeysockets/baileys';
import { newMessageId, type SayOptions, type SentMessage } from './chat.ts';
import type { Directory } from './directory.ts';
import { Feed } from './feed.ts';
import type { Identity } from './identity.ts';
import { LinkedDevice } from './linked-device.ts';
import { peerAttributes, visibleText } from './message-stanza.ts';
import { readPairingCode } from './pairing.ts';
import { Person } from './person.ts';
import { type StreamEnd, streamError } from './stream-end.ts';
import type { WaitOptions, Watch } from './watch.ts';

const FIRST_LINKED_DEVICE = 2;

/**
 * What becomes of the messages that the account's linked devices send: `deliver` is normal, `lose` drops them,
 * `lose-acknowledgement` delivers without telling the sender, `refuse` answers with an error code (463: the
 * account is restricted; 479: the stanza is malformed) and delivers nothing.
 */
export type SendTreatment = 'deliver' | 'lose' | 'lose-acknowledgement' | { refuse: number };

/** A message stanza that a linked device wrote, whatever became of it. */
export interface Transmission {
  readonly id: string;
  /** The id it was sent to. */
  readonly chat: string;
}

/** The phone of an account's owner: links devices, and writes by hand. */
export class Phone extends Person {
  /** What becomes of the messages its linked devices send. */
  sendTreatment: SendTreatment = 'deliver';
  /** The code every login of its linked devices is refused with (401, 403, 405); `undefined` lets them in. */
  loginRefusal: number | undefined;
  readonly #directory: Directory;
  readonly #transmissions: Feed<Transmission>;
  readonly #ownCopies: { id: string; text: string }[] = [];
  #nextDevice = FIRST_LINKED_DEVICE;

  constructor(identity: Identity, watch: Watch, directory: Directory) {
    super(identity, watch);
    this.#directory = directory;
    const complaint = `No linked device of ${identity.name} sent anything new.`;
    this.#transmissions = new Feed(watch, complaint, ({ id, chat }) => `${id} to ${chat}`);
  }

  /** Whether a device is linked to the account. */
  get linked(): boolean {
    return this.devices.size > 0;
  }

  /** Whether a linked device is logged in. */
  get online(): boolean {
    return this.#connections().length > 0;
  }

  /** The ids of the messages that a linked device has not confirmed, oldest first. */
  get unconfirmed(): readonly string[] {
    const stanzas = [...this.devices.values()].flatMap(({ queue }) => queue.waiting);
    const messages = stanzas.filter(({ tag, attrs }) => tag === 'message' && attrs.category !== 'peer');
    return messages.map(({ attrs }) => attrs.id ?? '');
  }

  /** Every message that the linked devices put on the wire, repetitions included, in the order of arrival. */
  get transmitted(): readonly Transmission[] {
    return this.#transmissions.items;
  }

  /** What the phone shows of the messages that its linked devices sent, repetitions included. */
  get ownCopies(): readonly { id: string; text: string }[] {
    return [...this.#ownCopies];
  }

  /**
   * Scans the QR code of a device and links it. Resolves when the device has confirmed; the server then asks it
   * to restart its connection, after which it logs in.
   * @throws Error when no connected device shows this code
   */
  async scan(qrText: string): Promise<void> {
    const code = readPairingCode(qrText);
    const pairing = this.#directory.pairing(code.reference);
    if (!pairing) throw new Error('No device shows this QR code; it was replaced, or its device is gone.');
    const registration = await pairing.accept(code, this, this.#nextDevice++);
    this.devices.set(registration.id, new LinkedDevice(this.identity, registration, this.watch));
    this.watch.changed();
    pairing.restart();
  }

  /** Resolves when a linked device has logged in, made its first queries and got what had waited for it. */
  async connected(options?: WaitOptions): Promise<void> {
    await this.watch.untilTrue(
      () => [...this.devices.values()].some(({ ready }) => ready),
      () => `No linked device of ${this.identity.name} is connected and ready.`,
      options,
    );
  }

  /** Resolves when no linked device is connected. */
  async disconnected(options?: WaitOptions): Promise<void> {
    await this.watch.untilTrue(
      () => !this.online,
      () => `A linked device of ${this.identity.name} is still connected.`,
      options,
    );
  }

  /** Resolves when no device is linked any more. */
  async unlinked(options?: WaitOptions): Promise<void> {
    await this.watch.untilTrue(
      () => !this.linked,
      () => `A device is still linked to ${this.identity.name}.`,
      options,
    );
  }

  /** Resolves when every message for the linked devices is confirmed. */
  async confirmed(options?: WaitOptions): Promise<void> {
    await this.watch.untilTrue(
      () => this.unconfirmed.length === 0,
      () => `Not confirmed by the linked device: ${this.unconfirmed.join(', ')}.`,
      options,
    );
  }

  /** The next transmission that no earlier call returned; waits for it. */
  transmits(options?: WaitOptions): Promise<Transmission> {
    return this.#transmissions.next(options);
  }

  /** The owner writes by hand; the linked devices get a copy. */
  async types(to: Person, text: string, options: SayOptions = {}): Promise<SentMessage> {
    return this.sendText(to, text, options);
  }

  /** Ends the connection of every linked device, with a last word or (`socket-lost`) without one. */
  disconnect(end: StreamEnd | 'socket-lost'): void {
    for (const connection of this.#connections()) {
      connection.end(end === 'socket-lost' ? undefined : streamError(end));
    }
  }

  /** Stops answering the linked devices while their sockets stay open; a new login is served normally. */
  freeze(): void {
    for (const connection of this.#connections()) connection.freeze();
  }

  /** The owner removes all linked devices on the phone; they are told and cannot log in again. */
  unlink(): void {
    this.disconnect('logged-out');
    for (const id of [...this.devices.keys()]) this.removeDevice(id);
  }

  /**
   * Forgets a linked device and what waited for it.
   * @internal
   */
  removeDevice(id: number): void {
    this.devices.delete(id);
    this.watch.changed();
  }

  /**
   * A linked device put a message on the wire; what it asks of its own phone does not count.
   * @internal
   */
  noteTransmission({ attrs }: BinaryNode): void {
    if (attrs.category !== 'peer') this.#transmissions.add({ id: attrs.id ?? '', chat: attrs.to ?? '' });
  }

  /**
   * Sends a newly linked device its (empty) history, which a client awaits before it shows anything that came
   * while it was away. A client works on messages one after the other, so a confirmed last part means that the
   * others took full effect.
   * @internal
   */
  async sendHistory(device: LinkedDevice): Promise<void> {
    device.hasHistory = true;
    await this.inTurn(async () => {
      for (const protocolMessage of historyNotifications()) {
        const facts = { id: newMessageId(), sender: this.identity, sentAt: Date.now() };
        await this.deliverTo(device, { attributes: peerAttributes(facts), message: { protocolMessage } });
      }
    });
  }

  protected override receiveOwnCopy(id: string, message: proto.IMessage): void {
    const sent = message.deviceSentMessage?.message;
    const text = sent ? visibleText(sent) : undefined;
    if (text !== undefined) this.#ownCopies.push({ id, text });
  }

  #connections() {
    return [...this.devices.values()].flatMap(({ connection }) => connection ?? []);
  }
}

function historyNotifications(): proto.Message.IProtocolMessage[] {
  const { INITIAL_BOOTSTRAP, PUSH_NAME } = proto.HistorySync.HistorySyncType;
  return [INITIAL_BOOTSTRAP, PUSH_NAME].map((syncType) => ({
    type: proto.Message.ProtocolMessage.Type.HISTORY_SYNC_NOTIFICATION,
    historySyncNotification: {
      syncType,
      progress: 100,
      initialHistBootstrapInlinePayload: deflateSync(
        proto.HistorySync.encode({ syncType, progress: 100 }).finish(),
      ),
    },
  }));
}
