import type { IncomingMessage } from '@chat-imposter/core';
import type { ContactBook, ReadKeys } from '../receiving/contact-book.ts';
import type { GroupDirectory } from '../receiving/group-directory.ts';
import { type ReceivedMessage, toChatMessage } from '../receiving/to-chat-message.ts';
import type { HistoryPart } from './history-part.ts';

/** Who knows people and groups. */
export interface HistoryLookups {
  contacts: ContactBook;
  groups: GroupDirectory;
  read: ReadKeys;
}

/** Finds out who is behind the ids in a part of the history; asks for each person once. */
export class HistoryPeople {
  readonly #lookups: HistoryLookups;
  readonly #subjects: HistoryPart['subjects'];
  readonly #found = new Set<string>();

  constructor(lookups: HistoryLookups, { subjects }: Pick<HistoryPart, 'subjects'>) {
    this.#lookups = lookups;
    this.#subjects = subjects;
  }

  /** Finds out who wrote these messages, and to whom. Rejects when the store fails. */
  async find(messages: readonly ReceivedMessage[]): Promise<void> {
    const { contacts, read } = this.#lookups;
    for (const { chatIds, senderIds } of messages) {
      for (const ids of [chatIds, senderIds]) {
        const key = ids.join(' ');
        if (this.#found.has(key)) continue;
        await contacts.lookUp(ids, read);
        this.#found.add(key);
      }
    }
  }

  /** The message as the core takes it, with people as they are known now. */
  messageOf(received: ReceivedMessage): IncomingMessage {
    const { contacts } = this.#lookups;
    const { groupId, chatIds, senderIds } = received;
    const chat = groupId ? this.#group(groupId) : contacts.identityOf(chatIds);
    return toChatMessage(received, { sender: contacts.identityOf(senderIds), chat }, 'history');
  }

  #group(groupId: string) {
    const group = this.#lookups.groups.identityOf(groupId);
    const subject = group.savedName ?? this.#subjects.get(groupId);
    return subject === undefined ? group : { ...group, savedName: subject };
  }
}
