import type { proto } from '@whiskeysockets/baileys';
import { Account } from './account.ts';
import type { SaveOptions } from './address-book.ts';
import type { Addressing } from './addressing.ts';
import { newMessageId, type SayOptions, type SentMessage } from './chat.ts';
import { deviceNotices } from './device-notice.ts';
import type { Directory } from './directory.ts';
import { Feed } from './feed.ts';
import { Group } from './group.ts';
import { EMPTY_HISTORY, type HistoryChat, type HistoryPart, historyNotification } from './history.ts';
import { answerFrom, type HistoryRequest, readHistoryRequest } from './history-request.ts';
import type { Identity } from './identity.ts';
import { mappingMigration, mappingNotice } from './lid-mapping.ts';
import { type DeviceRegistration, LinkedDevice } from './linked-device.ts';
import { peerAttributes, visibleText } from './message-stanza.ts';
import { readPairingCode } from './pairing.ts';
import type { Origin, Person } from './person.ts';
import { postToGroup, postToPerson } from './posting.ts';
import type { WaitOptions, Watch } from './watch.ts';

const FIRST_LINKED_DEVICE = 2;

/** How the owner of an account sends a message by hand. */
export interface TypeOptions extends SayOptions {
  /** Which of the ids a direct chat is under; a group has its own way. @default 'number' */
  addressing?: Addressing;
  /** Whether the copies for the linked devices say the other person's other id too. @default true */
  tellsOtherId?: boolean;
}

/** What the phone shows of a message that a linked device sent. */
export interface OwnCopy {
  id: string;
  text: string;
  /** The id of the person it went to, as the sender wrote it; absent in a group. */
  chat?: string;
}

/** The phone of an account's owner: links devices, and writes by hand. */
export class Phone extends Account {
  /**
   * What a newly linked device gets, once, in this order. When there is no part at all, Baileys waits 20 seconds for
   * one and holds back until then what came while it was away.
   * @default an empty first part and no names
   */
  history: readonly HistoryPart[] = EMPTY_HISTORY;
  /** What the phone remembers when a linked device asks for more. @default nothing */
  archive: readonly HistoryChat[] = [];
  /** Whether the phone answers when a linked device asks for more; a phone that is off does not. */
  answersHistoryRequests = true;
  readonly #directory: Directory;
  readonly #ownCopies: OwnCopy[] = [];
  readonly #historyRequests: Feed<HistoryRequest>;
  #nextDevice = FIRST_LINKED_DEVICE;

  constructor(identity: Identity, watch: Watch, directory: Directory) {
    super(identity, watch);
    this.#directory = directory;
    const complaint = `No linked device of ${identity.name} asked for more history.`;
    this.#historyRequests = new Feed(watch, complaint, ({ id, chat }) => `${id} for ${chat}`);
  }

  /** What the phone shows of the messages that its linked devices sent, repetitions included. */
  get ownCopies(): readonly OwnCopy[] {
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
    this.#addDevice(await pairing.accept(code, this, this.#nextDevice++));
    pairing.restart();
  }

  /**
   * Types the code of eight letters that a device shows for this account, and links it, as {@link scan} does.
   * @throws Error when no connected device shows a code for this account, or it shows another one
   */
  async entersCode(code: string): Promise<void> {
    const pairing = this.#directory.pairingFor(this.id);
    if (!pairing) throw new Error(`No device shows a code for the account of ${this.identity.name}.`);
    this.#addDevice(await pairing.acceptCode(code, this, this.#nextDevice++));
    pairing.restart();
  }

  /** Resolves when a device shows a code of eight letters for this account, which the phone is told. */
  async seesCode(options?: WaitOptions): Promise<void> {
    await this.watch.untilTrue(
      () => this.#directory.pairingFor(this.id) !== undefined,
      () => `No device shows a code for the account of ${this.identity.name}.`,
      options,
    );
  }

  /** The owner writes by hand; the linked devices get a copy. */
  async types(to: Person | Group, text: string, options?: TypeOptions): Promise<SentMessage> {
    return this.sends(to, { conversation: text }, options);
  }

  /** The owner sends a message of any kind by hand, as with {@link types}. */
  async sends(
    to: Person | Group,
    message: proto.IMessage,
    {
      id = newMessageId(),
      sentAt = Date.now(),
      addressing = 'number',
      tellsOtherId = true,
    }: TypeOptions = {},
  ): Promise<SentMessage> {
    const post = { id, sentAt, message };
    if (to instanceof Group) await postToGroup(this, to, post);
    else await postToPerson(this, to, post, { addressing, tellsOtherId });
    return { id };
  }

  /**
   * Tells the linked devices that a number and a LID are one person: as the server does when it learns it
   * (`notification`), or as the phone does when its chats move to LIDs (`migration`).
   */
  async tellsMapping(of: Person, how: 'notification' | 'migration' = 'notification'): Promise<void> {
    for (const device of this.devices.values()) {
      if (how === 'notification') device.deliver(mappingNotice(of.identity));
      else await this.#tellDevice(device, [mappingMigration([of.identity])]);
    }
  }

  /** The owner saves a person in the address book, or renames them there; the linked devices are told. */
  async saves(person: Person, name: string, options: SaveOptions = {}): Promise<void> {
    await this.#changeAddressBook(() => this.addressBook.save(person, name, options));
  }

  /**
   * The owner deletes a person from the address book; the linked devices are told.
   * @param options `name`: what the entry said last, for phones that say so when they delete it
   */
  async forgets(person: Person, options: { name?: string; under?: 'number' | 'lid' } = {}): Promise<void> {
    await this.#changeAddressBook(() => this.addressBook.remove(person, options));
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
    this.#tellOfDevice('remove', id);
    this.watch.changed();
  }

  /**
   * Sends a newly linked device its history, which a client awaits before it shows anything that came while it
   * was away. A client works on messages one after the other, so a confirmed last part means that the others took
   * full effect.
   * @internal
   */
  async sendHistory(device: LinkedDevice): Promise<void> {
    device.hasHistory = true;
    const key = this.addressBook.isUntouched ? [] : [this.addressBook.keyShare];
    await this.#tellDevice(device, [...key, ...this.history.map((part) => historyNotification(this, part))]);
  }

  /** The next request for more history that no earlier call returned; waits for it. */
  asksForHistory(options?: WaitOptions): Promise<HistoryRequest> {
    return this.#historyRequests.next(options);
  }

  /** Sends a part of the history to all linked devices. */
  async sendsHistory(part: HistoryPart): Promise<void> {
    for (const device of this.devices.values()) {
      await this.#tellDevice(device, [historyNotification(this, part)]);
    }
  }

  protected override async receiveOwnCopy(
    device: LinkedDevice,
    { id, participant }: Origin,
    message: proto.IMessage,
  ): Promise<void> {
    const request = readHistoryRequest(id, message);
    if (request) return this.#takeHistoryRequest(device, request);
    const sent = participant === undefined ? message.deviceSentMessage?.message : message;
    const text = sent ? visibleText(sent) : undefined;
    const chat = message.deviceSentMessage?.destinationJid ?? undefined;
    if (text !== undefined) this.#ownCopies.push({ id, text, ...(chat === undefined ? {} : { chat }) });
  }

  async #changeAddressBook(change: () => Promise<void>): Promise<void> {
    await change();
    const { keyShare, notice } = this.addressBook;
    for (const device of this.devices.values()) {
      await this.#tellDevice(device, [keyShare]);
      device.deliver(notice);
    }
  }

  #addDevice(registration: DeviceRegistration): void {
    this.#tellOfDevice('add', registration.id);
    this.devices.set(registration.id, new LinkedDevice(this.identity, registration, this.watch));
    this.watch.changed();
  }

  async #takeHistoryRequest(device: LinkedDevice, request: HistoryRequest): Promise<void> {
    this.#historyRequests.add(request);
    if (!this.answersHistoryRequests) return;
    const answer = historyNotification(this, answerFrom(this.archive, request));
    await this.#tellDevice(device, [answer]);
  }

  /** What the phone tells a device of its own account, and nobody sees. */
  #tellDevice(device: LinkedDevice, messages: readonly proto.Message.IProtocolMessage[]): Promise<void> {
    return this.inTurn(async () => {
      for (const protocolMessage of messages) {
        const facts = { id: newMessageId(), sender: this.identity, sentAt: Date.now() };
        await this.mailer.deliver(device, {
          attributes: peerAttributes(facts),
          message: { protocolMessage },
        });
      }
    });
  }

  /** Tells who may write to the new device: the account's other devices, and those of who shares a group. */
  #tellOfDevice(change: 'add' | 'remove', id: number): void {
    const companions = this.#directory.groups.filter((group) => group.has(this));
    const told = new Set<Person>([this, ...companions.flatMap(({ members }) => members)]);
    for (const device of [...told].flatMap(({ devices }) => [...devices.values()])) {
      for (const notice of deviceNotices(change, this.identity, id)) device.deliver(notice);
    }
  }
}
