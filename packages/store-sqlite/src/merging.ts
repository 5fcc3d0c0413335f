import type { Chat } from '@chat-imposter/core';
import type { ChatTable, KnownChat } from './chat-table.ts';
import type { Database } from './database.ts';
import { ADD_MERGE, DELETE_TWIN, FIND_TWINS, MOVE_MESSAGES } from './merge-queries.ts';
import { IN_CONVERSATION, IN_QUEUE } from './message-queries.ts';
import type { TurnTable } from './turn-table.ts';

/** A row of a message that is recorded twice. */
type Twin = [sequence: number, list: number, origin: string];

/** Makes one chat of two in all tables; knows nothing of leases, and leaves transactions to its callers. */
export class Merging {
  readonly #database: Database;
  readonly #chats: ChatTable;
  readonly #turns: TurnTable;

  constructor(database: Database, chats: ChatTable, turns: TurnTable) {
    this.#database = database;
    this.#chats = chats;
    this.#turns = turns;
  }

  /** Nothing is changed when there is no chat `from`, or when it is `into`. */
  merge(userId: string, from: string, into: Chat): void {
    const theirs = this.#chats.find(userId, from);
    if (!theirs || from === into.identifier) return;
    const ours = this.#chats.find(userId, into.identifier);
    // Mostly a person gets another id: nothing of its messages changes then.
    if (ours) this.#join(userId, { from, into, theirs, ours });
    else this.#chats.rename(userId, from, into);
    this.#turns.merge(userId, { from, into: into.identifier, raise: ours?.lastId ?? 0 });
  }

  #join(
    userId: string,
    { from, into, theirs, ours }: { from: string; into: Chat; theirs: KnownChat; ours: KnownChat },
  ): void {
    this.#deleteTwins(theirs, ours);
    const { chatNumber } = ours;
    this.#database.statement(MOVE_MESSAGES).run(chatNumber, ours.lastId, theirs.chatNumber);
    this.#chats.delete(userId, from, theirs.chatNumber);
    const lastId = ours.lastId + theirs.lastId;
    const latestTime = Math.max(ours.latestTime, theirs.latestTime);
    this.#chats.update(userId, ours, into, { lastId, latestTime });
    // Synced history counts nowhere.
    if (Number.isFinite(latestTime))
      this.#database.statement(ADD_MERGE).run(chatNumber, latestTime, lastId, from);
  }

  #deleteTwins(theirs: KnownChat, ours: KnownChat): void {
    const twins = this.#database
      .statement(FIND_TWINS)
      .all<[...Twin, ...Twin]>(theirs.chatNumber, ours.chatNumber);
    for (const [their, theirList, theirOrigin, our, ourList, ourOrigin] of twins) {
      const staysOurs = rankOf(ourList, ourOrigin) >= rankOf(theirList, theirOrigin);
      this.#database.statement(DELETE_TWIN).run(staysOurs ? their : our);
    }
  }
}

/** Which of two records of one message is kept. */
function rankOf(list: number, origin: string): number {
  if (origin === 'history') return 0;
  if (list === IN_QUEUE) return 1;
  return list === IN_CONVERSATION ? 3 : 2;
}
