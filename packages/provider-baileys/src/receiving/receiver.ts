import type { IncomingMessage, Logger } from '@chat-imposter/core';
import type { WAMessage } from '@whiskeysockets/baileys';
import { idPair } from '../people/id-pair.ts';
import type { ContactBook, ReadKeys } from './contact-book.ts';
import type { FetchGroup, GroupDirectory } from './group-directory.ts';
import type { Intake } from './intake.ts';
import type { Arrival, People, ReceivedMessage } from './to-chat-message.ts';
import { readMessage, toChatMessage } from './to-chat-message.ts';

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

/** Turns what the platform delivers into messages and gets them accepted. */
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
  ): Promise<[key: string, message: () => IncomingMessage] | null> {
    const received = this.#read(message);
    if (!received || this.#parts.intake.has(received.key)) return null;
    if (received.isFromOwner && this.#parts.isOwnSend(received.providerMessageId)) return null;
    await this.#acquaint(received, lookups);
    return [received.key, () => toChatMessage(received, this.#peopleOf(received), arrival)];
  }

  #read(message: WAMessage): ReceivedMessage | null {
    try {
      return readMessage(message, this.#parts.ownIds());
    } catch (error) {
      // Refusing it would only make the platform deliver it for ever.
      this.#parts.logger.error(
        { error, messageId: message.key.id },
        'a message could not be read and was left out',
      );
      return null;
    }
  }

  /** Finds out who the message is from, and where it was said. */
  async #acquaint(received: ReceivedMessage, { read, fetchGroup }: Lookups): Promise<void> {
    const { contacts, groups } = this.#parts;
    const { senderIds, chatIds, groupId, isFromOwner } = received;
    contacts.learnPairs([idPair(...senderIds), idPair(...chatIds)]);
    await contacts.lookUp(isFromOwner ? chatIds : senderIds, read);
    if (groupId) await groups.subject(groupId, fetchGroup);
  }

  #peopleOf({ senderIds, chatIds, groupId }: ReceivedMessage): People {
    const { contacts, groups } = this.#parts;
    const chat = groupId ? groups.identityOf(groupId) : contacts.identityOf(chatIds);
    return { sender: contacts.identityOf(senderIds), chat };
  }
}
