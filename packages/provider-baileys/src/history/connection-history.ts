import type { Clock, IncomingMessage, Logger } from '@chat-imposter/core';
import type { ContactBook, ReadKeys } from '../receiving/contact-book.ts';
import type { GroupDirectory } from '../receiving/group-directory.ts';
import { type HistoryChunk, peopleOf, readHistory } from './history-part.ts';
import { HistoryPeople } from './history-people.ts';
import { HistoryProgress } from './history-progress.ts';
import { HistoryRequests, type SendRequest } from './history-requests.ts';
import type { HistorySync } from './history-sync.ts';
import { fetchWindow, type HistoryWindow } from './history-window.ts';

/** What the history of a connection works with. */
export interface ConnectionHistoryParts {
  sync: HistorySync;
  contacts: ContactBook;
  groups: GroupDirectory;
  read: ReadKeys;
  send: SendRequest;
  /** The ids of the account itself, in canonical form. */
  ownIds: () => readonly string[];
  /** Called when somebody may be known who was not: gets it stored, and told to the core. */
  onLearned: () => void;
  /** Called with how much of the history the phone has told, in percent; null: it is telling it no more. */
  onProgress: (percent: number | null) => void;
  clock: Clock;
  logger: Logger;
}

/** The history that comes over one connection: what the phone tells by itself, and what it is asked for. */
export class ConnectionHistory {
  readonly #parts: ConnectionHistoryParts;
  readonly #requests: HistoryRequests;
  readonly #progress: HistoryProgress;

  constructor(parts: ConnectionHistoryParts) {
    this.#parts = parts;
    this.#requests = new HistoryRequests(parts.send, parts.clock, (chunk) => this.#add(chunk));
    this.#progress = new HistoryProgress(parts.clock, parts.onProgress);
  }

  /** Takes a part of the history from Baileys. Never throws. */
  take(chunk: HistoryChunk): void {
    if (this.#requests.take(chunk)) return;
    this.#add(chunk);
    this.#progress.take(chunk);
  }

  /**
   * All of a window of a chat, oldest first.
   * @throws ImposterError `not_connected` when the connection ends, `upstream_timeout` when the phone does not answer
   */
  async fetch(chatId: string, window: HistoryWindow): Promise<IncomingMessage[]> {
    const { contacts, read, ownIds } = this.#parts;
    const { alternateIdentifiers } = await contacts.identify([chatId], read);
    const part = await fetchWindow([chatId, ...alternateIdentifiers], {
      ask: (before, sentAt) => this.#requests.ask(before, sentAt),
      ownIds: ownIds(),
      window,
    });
    const people = new HistoryPeople(this.#parts, part);
    await people.find(part.messages);
    this.#parts.onLearned();
    return part.messages.map((message) => people.messageOf(message));
  }

  /** The connection is over. */
  close(): void {
    this.#requests.close();
    this.#progress.close();
  }

  #add(chunk: HistoryChunk): void {
    const { sync, contacts, ownIds, onLearned, logger } = this.#parts;
    const { syncType, chunkOrder, progress } = chunk;
    try {
      contacts.learnContacts(peopleOf(chunk));
      onLearned();
      const part = readHistory(chunk, ownIds());
      const facts = { syncType, chunk: chunkOrder, percent: progress, messages: part.messages.length };
      logger.info(facts, 'the phone told a part of the history');
      sync.add(part, this.#parts);
    } catch (error) {
      logger.error(
        { err: error, syncType, chunk: chunkOrder },
        'a part of the history could not be read; it is lost',
      );
    }
  }
}
