import type { Logger } from '@chat-imposter/core';
import type { WAMessage } from '@whiskeysockets/baileys';
import { idPair } from '../people/id-pair.ts';
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
  ): Promise<[key: string, delivery: () => Delivery] | null> {
    const received = this.#read(message);
    if (!received || this.#parts.intake.has(received.key)) return null;
    if ('changedId' in received) return this.#prepareChange(received, lookups);
    if (received.isFromOwner && this.#parts.isOwnSend(received.providerMessageId)) return null;
    await this.#acquaint(received, lookups);
    const origin = originOf(received, arrival);
    const ready = () => toChatMessage(received, this.#peopleOf(received), origin);
    return [received.key, () => ({ kind: 'messages', messages: [ready()] })];
  }

  async #prepareChange(
    change: ReceivedChange,
    lookups: Lookups,
  ): Promise<[key: string, delivery: () => Delivery] | null> {
    await this.#acquaint(change, lookups);
    const authorIds = await this.#authorOf(change, lookups);
    if (authorIds) return [change.key, () => this.#changed(change, authorIds)];
    this.#parts.intake.passOver(change.key);
    this.#parts.logger.warn(
      { messageId: change.providerMessageId },
      'somebody deleted what another one wrote and is not known as an administrator; it does not count',
    );
    return null;
  }

  #changed(change: ReceivedChange, authorIds: readonly string[]): Delivery {
    const sender = this.#parts.contacts.identityOf(authorIds);
    const chat = { ...this.#peopleOf(change).chat, kind: change.groupId ? 'group' : 'direct' } as const;
    const source = this.#parts.ownIds().includes(sender.identifier) ? 'user_outgoing' : 'user';
    const message = { chat, sender, source, providerMessageId: change.changedId } as const;
    const { content } = change;
    return content === null ? { kind: 'deletion', message } : { kind: 'edit', message, content };
  }

  /** The ids of who wrote what is changed; null when it was somebody else than who changes it, who may not do so. */
  async #authorOf(
    { authorIds, groupId, senderIds }: ReceivedChange,
    { read, fetchGroup }: Lookups,
  ): Promise<readonly string[] | null> {
    if (!authorIds || !groupId) return senderIds;
    const { contacts, groups } = this.#parts;
    const sender = contacts.identityOf(senderIds);
    const author = await contacts.identify(authorIds, read);
    if (author.identifier === sender.identifier) return senderIds;
    const group = await groups.membersSoon(groupId, fetchGroup);
    const ids = [...senderIds, sender.identifier, ...sender.alternateIdentifiers];
    return group && isGroupAdmin(group, ids) ? authorIds : null;
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

  /** Finds out who it is from, and where it was said. */
  async #acquaint(received: Envelope, { read, fetchGroup }: Lookups): Promise<void> {
    const { contacts, groups } = this.#parts;
    const { senderIds, chatIds, groupId, isFromOwner } = received;
    contacts.learnPairs([idPair(...senderIds), idPair(...chatIds)]);
    await contacts.lookUp(isFromOwner ? chatIds : senderIds, read);
    if (groupId) await groups.subject(groupId, fetchGroup);
  }

  #peopleOf({ senderIds, chatIds, groupId }: Envelope): People {
    const { contacts, groups } = this.#parts;
    const chat = groupId ? groups.identityOf(groupId) : contacts.identityOf(chatIds);
    return { sender: contacts.identityOf(senderIds), chat };
  }
}
