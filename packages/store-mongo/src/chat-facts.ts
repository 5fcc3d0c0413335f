import type { Chat } from '@chat-imposter/core';
import { ObjectId } from 'mongodb';
import { type ChatDocument, isSameChat, namesOf } from './chat-document.ts';
import { type FactsParts, inPieces } from './facts.ts';
import { Gathering } from './gathering.ts';

/** What new messages of a chat are placed by. Synced history counts nowhere. */
export type ChatCounters = Pick<ChatDocument, 'last_id' | 'latest_time'>;

/** The chats that a batch is about. */
export class ChatFacts {
  readonly #parts: FactsParts;
  /** Null where there is none. */
  readonly #known = new Map<string, ChatDocument | null>();
  readonly #lookUps = new Gathering<string>((identifiers) => this.#lookUp(identifiers));

  constructor(parts: FactsParts) {
    this.#parts = parts;
  }

  /** Reads the chats that are not known yet. */
  async load(identifiers: Iterable<string>): Promise<void> {
    const unknown = [...identifiers].filter((identifier) => !this.#isKnown(identifier));
    await this.#lookUps.look(unknown);
  }

  /** All that are known, by identifier; null for one that there is not. */
  get known(): ReadonlyMap<string, ChatDocument | null> {
    return this.#known;
  }

  /** A chat that was loaded; null when nothing was recorded of it. */
  get(identifier: string): ChatDocument | null {
    return this.#known.get(identifier) ?? null;
  }

  /** The same, beginning it if need be; it is put with its first message. */
  getOrBegin(chat: Chat): ChatDocument {
    const known = this.get(chat.identifier);
    if (known) return known;
    const begun = {
      _id: new ObjectId(),
      user_id: this.#parts.userId,
      identifier: chat.identifier,
      ...namesOf(chat, null),
      last_id: 0,
      latest_time: null,
    };
    this.#put(begun);
    return begun;
  }

  /** Takes up what is told of a chat that is there. */
  update(known: ChatDocument, chat: Chat, counters: ChatCounters): void {
    const { last_id, latest_time } = counters;
    const next = { ...known, ...namesOf(chat, known), last_id, latest_time };
    if (!isSameChat(known, next)) this.#put(next);
  }

  /** Counts a message of a chat, which tells nothing new of the chat. */
  count(known: ChatDocument, { last_id, latest_time }: ChatCounters): void {
    this.#put({ ...known, last_id, latest_time });
  }

  /** Gives a chat the identifier and the names of another, which is unknown. Of how it was called nothing stays. */
  rename(known: ChatDocument, into: Chat): void {
    this.#known.set(known.identifier, null);
    this.#put({ ...known, ...namesOf(into, null), identifier: into.identifier });
  }

  /** There is no such chat any more. */
  remove(known: ChatDocument): void {
    this.#known.set(known.identifier, null);
    this.#parts.changes.remove('chats', known._id);
  }

  #isKnown(identifier: string): boolean {
    if (this.#known.has(identifier)) return true;
    const remembered = this.#parts.memory.chat(identifier);
    if (remembered !== undefined) this.#known.set(identifier, remembered);
    return remembered !== undefined;
  }

  async #lookUp(identifiers: readonly string[]): Promise<void> {
    const { connection, userId } = this.#parts;
    const unknown = [...new Set(identifiers)];
    const found = await Promise.all(
      inPieces(unknown).map((piece) =>
        connection.find<ChatDocument>('chats', { user_id: userId, identifier: { $in: piece } }),
      ),
    );
    for (const identifier of unknown) this.#known.set(identifier, null);
    for (const chat of found.flat()) this.#known.set(chat.identifier, chat);
  }

  #put(chat: ChatDocument): void {
    this.#known.set(chat.identifier, chat);
    this.#parts.changes.put('chats', chat);
  }
}
