import type { Identity, IncomingMessage } from '@chat-imposter/core';
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
  readonly #found = new Map<string, Promise<Identity>>();

  constructor(lookups: HistoryLookups, { subjects }: Pick<HistoryPart, 'subjects'>) {
    this.#lookups = lookups;
    this.#subjects = subjects;
  }

  /** The message as the core takes it. Rejects when the store fails. */
  async messageOf(received: ReceivedMessage): Promise<IncomingMessage> {
    const { groupId, chatIds, senderIds } = received;
    const sender = await this.#person(senderIds);
    const chat = groupId ? this.#group(groupId) : await this.#person(chatIds);
    return toChatMessage(received, { sender, chat }, 'history');
  }

  #person(ids: readonly string[]): Promise<Identity> {
    const key = ids.join(' ');
    const known = this.#found.get(key);
    if (known) return known;
    const { contacts, read } = this.#lookups;
    const found = contacts.identify(ids, read);
    this.#found.set(key, found);
    found.catch(() => this.#found.delete(key));
    return found;
  }

  #group(groupId: string): Identity {
    const subject = this.#lookups.groups.knownSubject(groupId) ?? this.#subjects.get(groupId);
    const group: Identity = { identifier: groupId, alternateIdentifiers: [] };
    return subject === undefined ? group : { ...group, savedName: subject };
  }
}
