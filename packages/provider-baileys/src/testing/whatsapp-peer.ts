import type { CancelTimer, ChatProvider, Clock, QrCode, SendErrorKind } from '@chat-imposter/core';
import type {
  ChatPeer,
  ChatPeerAccount,
  OldMessage,
  SeenMessage,
  WrittenMessage,
} from '@chat-imposter/testing';
import {
  type Contact,
  deletion,
  edit,
  type Group,
  type MessageReference,
  type Phone,
  type SentMessage,
  startWhatsAppServer,
  type WhatsAppServer,
} from '@chat-imposter/testing/whatsapp';
import type { proto } from '@whiskeysockets/baileys';
import { createBaileysProvider } from '../index.ts';
import { Changes } from './changes.ts';
import { HeldClock } from './held-clock.ts';

/** How long the provider waits before it tries a server again that was not available. */
const UNAVAILABLE_MS = 10_000;
/** How long the provider waits for the groups of an account. */
const LISTING_MS = 8_000;
/** How long the provider waits for the phone when it has asked for old messages. */
const HISTORY_MS = 30_000;
/** The codes with which WhatsApp refuses a message in these ways. */
const REFUSALS: Record<Exclude<SendErrorKind, 'closed'>, number> = {
  rejected: 479,
  restricted: 463,
  retryable: 500,
  throttled: 429,
};

/** The WhatsApp server on loopback as the conformance suite of chat providers drives it. */
export class WhatsAppPeer implements ChatPeer {
  readonly provider: ChatProvider;
  readonly clock = new PeerClock();
  readonly #whatsapp: WhatsAppServer;
  readonly #contacts = new Map<string, Contact>();
  #accounts = 0;

  private constructor(whatsapp: WhatsAppServer) {
    this.#whatsapp = whatsapp;
    this.provider = createBaileysProvider({ webSocketUrl: whatsapp.url });
  }

  static async begin(): Promise<WhatsAppPeer> {
    return new WhatsAppPeer(await startWhatsAppServer());
  }

  account(userId: string): ChatPeerAccount {
    this.#accounts += 1;
    const phone = this.#whatsapp.phone({ number: `1555000000${this.#accounts}`, name: `Owner of ${userId}` });
    return new WhatsAppPeerAccount(phone, this.clock, {
      contact: (name) => this.#contact(name),
      group: (subject, members) => this.#whatsapp.group({ subject, members }),
    });
  }

  dispose(): Promise<void> {
    return this.#whatsapp.close();
  }

  #contact(name: string): Contact {
    const number = `1555111000${this.#contacts.size}`;
    const contact = this.#contacts.get(name) ?? this.#whatsapp.contact({ number, name });
    this.#contacts.set(name, contact);
    return contact;
  }
}

/**
 * Holds every timer but those of 0 ms, those that wait for the server while it is available, and those that wait for
 * groups that are not told.
 */
class PeerClock implements Clock {
  readonly #held = new HeldClock(new Changes());
  #isAvailable = true;
  /** Waits that are over at once. */
  readonly #short = new Set<number>();

  now(): number {
    return this.#held.now();
  }

  after(delayMs: number, callback: () => void): CancelTimer {
    const isIdle = this.#isAvailable && delayMs === UNAVAILABLE_MS;
    return this.#held.after(isIdle || this.#short.has(delayMs) ? 0 : delayMs, callback);
  }

  /** From now on, what waits so long has waited long enough; with false, it waits again. */
  hurry(delayMs: number, isHurried = true): void {
    if (isHurried) this.#short.add(delayMs);
    else this.#short.delete(delayMs);
  }

  /** The server is not available. */
  wait(): void {
    this.#isAvailable = false;
  }

  /** The server is available: lets go what waits for it. */
  async goOn(): Promise<void> {
    this.#isAvailable = true;
    while (this.#held.held.includes(UNAVAILABLE_MS)) await this.#held.fire(UNAVAILABLE_MS);
  }
}

/** The people of the server, by the words of the suite. */
interface People {
  contact(name: string): Contact;
  group(subject: string, members: [Phone, ...Contact[]]): Group;
}

/** How the writer of a message writes once more in the same chat. */
type Reply = (message: proto.IMessage) => Promise<SentMessage>;

class WhatsAppPeerAccount implements ChatPeerAccount {
  readonly #phone: Phone;
  readonly #clock: PeerClock;
  readonly #people: People;
  readonly #groups = new Map<string, Group>();
  readonly #written = new Map<string, { reference: MessageReference; reply: Reply }>();

  constructor(phone: Phone, clock: PeerClock, people: People) {
    this.#phone = phone;
    this.#clock = clock;
    this.#people = people;
  }

  get isLinked(): boolean {
    return this.#phone.linked;
  }

  get unacknowledged(): readonly string[] {
    return this.#phone.unconfirmed;
  }

  scan(qr: QrCode): Promise<void> {
    return this.#phone.scan(qr.text);
  }

  writes(contact: string, text: string): Promise<WrittenMessage> {
    return this.#write(contact, text, 'number');
  }

  writesUnderOtherId(contact: string, text: string): Promise<WrittenMessage> {
    return this.#write(contact, text, 'lid');
  }

  async ownerWrites(contact: string, text: string): Promise<WrittenMessage> {
    const to = this.#people.contact(contact);
    return this.#note(to.id, (message) => this.#phone.sends(to, message), text);
  }

  async writesInGroup(subject: string, name: string, text: string): Promise<WrittenMessage> {
    const contact = this.#people.contact(name);
    const group = this.#group(subject, contact);
    if (!group.has(contact)) group.add(contact);
    return this.#note(group.id, (message) => contact.sends(message, { to: group }), text);
  }

  edits({ messageId }: WrittenMessage, text: string): Promise<WrittenMessage> {
    return this.#revise(messageId, (reference) => edit(reference, text));
  }

  deletes({ messageId }: WrittenMessage): Promise<WrittenMessage> {
    return this.#revise(messageId, deletion);
  }

  remembers(contactOrGroup: string, old: readonly OldMessage[]): WrittenMessage[] {
    const chat = this.#groups.get(contactOrGroup) ?? this.#people.contact(contactOrGroup);
    const messages = old.map(({ from, text, sentAt }, index) => ({
      id: `OLD${this.#phone.archive.length}${index}`,
      from: from === null ? this.#phone : this.#people.contact(from),
      content: text,
      sentAt,
    }));
    this.#phone.archive = [...this.#phone.archive, { chat, messages }];
    return messages.map(({ id }) => ({ messageId: id }));
  }

  ignoresHistoryRequests(): void {
    this.#phone.answersHistoryRequests = false;
    this.#clock.hurry(HISTORY_MS);
  }

  joinsGroup(subject: string): void {
    this.#group(subject);
  }

  renamesGroup(group: string, subject: string): void {
    this.#group(group).rename(subject);
  }

  keepGroupsUntold(isUntold: boolean): void {
    this.#clock.hurry(LISTING_MS, isUntold);
    if (isUntold) this.#phone.queryFaults.set('w:g2 participating', 'ignore');
    else this.#phone.queryFaults.delete('w:g2 participating');
  }

  seenBy(contactOrGroup: string): SeenMessage[] {
    const group = this.#groups.get(contactOrGroup);
    const fromBot = this.#reader(contactOrGroup).heard.filter(
      (message) => message.device !== 0 && message.group === group?.id && this.#isFromBot(message.from),
    );
    return fromBot.map(({ id, text }) => ({ messageId: id, text }));
  }

  seenByOwner(): SeenMessage[] {
    const { id: own, ownCopies } = this.#phone;
    const noted = ownCopies.filter(({ chat }) => chat === own);
    // Baileys writes two copies for the own phone, one as the other side and one as its own (Socket/messages-send.js,
    // relayMessage); as official clients do, a repeated id is shown once.
    const texts = new Map(noted.map(({ id, text }) => [id, text]));
    return [...texts].map(([messageId, text]) => ({ messageId, text }));
  }

  async sees(contactOrGroup: string, count: number): Promise<void> {
    while (this.seenBy(contactOrGroup).length < count) await this.#reader(contactOrGroup).hears();
  }

  acknowledged(): Promise<void> {
    return this.#phone.confirmed();
  }

  /** The provider connects again by itself, and that is when the server delivers again. */
  redeliver(): void {}

  cut(): void {
    this.#phone.disconnect('socket-lost');
  }

  goDown(): void {
    this.#clock.wait();
    this.#phone.loginRefusal = 503;
    this.#phone.disconnect('socket-lost');
  }

  comeUp(): Promise<void> {
    this.#phone.loginRefusal = undefined;
    return this.#clock.goOn();
  }

  loseAcknowledgements(isLost: boolean): void {
    this.#phone.sendTreatment = isLost ? 'lose-acknowledgement' : 'deliver';
  }

  refuseSends(kind: Exclude<SendErrorKind, 'closed'> | null): void {
    this.#phone.sendTreatment = kind === null ? 'deliver' : { refuse: REFUSALS[kind] };
  }

  unlink(): void {
    this.#phone.unlink();
  }

  /** The group, made with these contacts in it unless there is one. */
  #group(subject: string, ...contacts: Contact[]): Group {
    const group = this.#groups.get(subject) ?? this.#people.group(subject, [this.#phone, ...contacts]);
    this.#groups.set(subject, group);
    return group;
  }

  /** The contact, or the first contact in the group. */
  #reader(contactOrGroup: string): Contact {
    const [, first] = this.#groups.get(contactOrGroup)?.members ?? [];
    return first === undefined ? this.#people.contact(contactOrGroup) : (first as Contact);
  }

  #isFromBot(from: string): boolean {
    const { id, lid } = this.#phone;
    return from === id || from === lid;
  }

  async #write(contact: string, text: string, addressing: 'number' | 'lid'): Promise<WrittenMessage> {
    const from = this.#people.contact(contact);
    return this.#note(
      this.#phone.id,
      (message) => from.sends(message, { to: this.#phone, addressing }),
      text,
    );
  }

  /** Writes a text, and remembers how its writer can come back to it. */
  async #note(chat: string, reply: Reply, text: string): Promise<WrittenMessage> {
    const { id } = await reply({ conversation: text });
    this.#written.set(id, { reference: { id, chat, fromMe: true }, reply });
    return { messageId: id };
  }

  async #revise(
    messageId: string,
    revision: (reference: MessageReference) => proto.IMessage,
  ): Promise<WrittenMessage> {
    const written = this.#written.get(messageId);
    if (!written) throw new Error(`Nobody wrote the message ${messageId}.`);
    const { id } = await written.reply(revision(written.reference));
    return { messageId: id };
  }
}
