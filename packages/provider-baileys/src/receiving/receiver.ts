import type { Identity, Logger } from '@chat-imposter/core';
import type { WAMessage } from '@whiskeysockets/baileys';
import type { ContactBook, ReadKeys } from './contact-book.ts';
import type { Delivery } from './delivery.ts';
import type { Envelope } from './envelope.ts';
import { isGroupAdmin } from './group-admin.ts';
import type { FetchGroup, GroupDirectory } from './group-directory.ts';
import type { Intake } from './intake.ts';
import { type ReceivedChange, readChange } from './received-change.ts';
import type { Arrival, People, ReceivedMessage } from './to-chat-message.ts';
import { originOf, readMessage, toChatMessage } from './to-chat-message.ts';

/** What a message needs of the connection it came over. */
export interface Lookups {
  read: ReadKeys;
  fetchGroup: FetchGroup;
}

/** What the receiver is made of. */
export interface ReceiverParts {
  intake: Intake;
  contacts: ContactBook;
  groups: GroupDirectory;
  logger: Logger;
  /** The ids of the account itself, in canonical form. */
  ownIds(): readonly string[];
  /** Whether we sent the message with this id ourselves. */
  isOwnSend(messageId: string): boolean;
}

/** Turns what the platform delivers into messages and changes of messages, and gets them accepted. */
export class Receiver {
  readonly #parts: ReceiverParts;

  constructor(parts: ReceiverParts) {
    this.#parts = parts;
  }

  /**
   * Takes in a message that the platform delivers again unless it is confirmed. Resolves when the core has it, or
   * when there is nothing to hand over. Rejects when the core did not take it.
   */
  async receive(message: WAMessage, arrival: Arrival, lookups: Lookups): Promise<void> {
    const ready = await this.#prepare(message, arrival, lookups);
    if (ready) await this.#parts.intake.take(...ready);
  }

  /** Takes in a message that is confirmed already: what the core refuses is kept for the next connection. */
  async receiveConfirmed(message: WAMessage, arrival: Arrival, lookups: Lookups): Promise<void> {
    const ready = await this.#prepare(message, arrival, lookups);
    if (ready) await this.#parts.intake.takeOrKeep(...ready);
  }

  async #prepare(
    message: WAMessage,
    arrival: Arrival,
    lookups: Lookups,
  ): Promise<[key: string, delivery: Delivery] | null> {
    const received = this.#read(message);
    if (!received || this.#parts.intake.has(received.key)) return null;
    if ('changedId' in received) return this.#prepareChange(received, lookups);
    if (received.isFromOwner && this.#parts.isOwnSend(received.providerMessageId)) return null;
    const people = await this.#peopleOf(received, lookups);
    const messages = [toChatMessage(received, people, originOf(received, arrival))];
    return [received.key, { kind: 'messages', messages }];
  }

  async #prepareChange(
    change: ReceivedChange,
    lookups: Lookups,
  ): Promise<[key: string, delivery: Delivery] | null> {
    const people = await this.#peopleOf(change, lookups);
    const sender = await this.#authorOf(change, people.sender, lookups);
    if (!sender) {
      this.#parts.intake.passOver(change.key);
      this.#parts.logger.warn(
        { messageId: change.providerMessageId },
        'somebody deleted what another one wrote and is not known as an administrator; it does not count',
      );
      return null;
    }
    const chat = { ...people.chat, kind: change.groupId ? 'group' : 'direct' } as const;
    const source = this.#parts.ownIds().includes(sender.identifier) ? 'user_outgoing' : 'user';
    const message = { chat, sender, source, providerMessageId: change.changedId } as const;
    const { key, content } = change;
    return [key, content === null ? { kind: 'deletion', message } : { kind: 'edit', message, content }];
  }

  /** Who wrote what is changed; null when it was somebody else than who changes it, who may not do so. */
  async #authorOf(
    { authorIds, groupId, senderIds }: ReceivedChange,
    sender: Identity,
    { read, fetchGroup }: Lookups,
  ): Promise<Identity | null> {
    if (!authorIds || !groupId) return sender;
    const author = await this.#parts.contacts.identify(authorIds, read);
    if (author.identifier === sender.identifier) return sender;
    const group = await this.#parts.groups.membersSoon(groupId, fetchGroup);
    const ids = [...senderIds, sender.identifier, ...sender.alternateIdentifiers];
    return group && isGroupAdmin(group, ids) ? author : null;
  }

  #read(message: WAMessage): ReceivedMessage | ReceivedChange | null {
    try {
      const ownIds = this.#parts.ownIds();
      return readChange(message, ownIds) ?? readMessage(message, ownIds);
    } catch (error) {
      // Refusing it would only make the platform deliver it for ever.
      this.#parts.logger.error(
        { error, messageId: message.key.id },
        'a message could not be read and was left out',
      );
      return null;
    }
  }

  async #peopleOf(received: Envelope, lookups: Lookups): Promise<People> {
    const { contacts } = this.#parts;
    const sender = await contacts.identify(received.senderIds, lookups.read);
    if (received.groupId) return { sender, chat: await this.#group(received.groupId, lookups.fetchGroup) };
    return { sender, chat: await contacts.identify(received.chatIds, lookups.read) };
  }

  async #group(groupId: string, fetch: FetchGroup): Promise<Identity> {
    const subject = await this.#parts.groups.subject(groupId, fetch);
    const group: Identity = { identifier: groupId, alternateIdentifiers: [] };
    return subject === undefined ? group : { ...group, savedName: subject };
  }
}
