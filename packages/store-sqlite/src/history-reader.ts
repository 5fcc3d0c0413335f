import {
  cutPage,
  type HistoryPage,
  type HistoryPlace,
  type HistoryQuery,
  newestFirst,
  pageSizeOf,
  placeBefore,
} from '@chat-imposter/core';
import type { ChatTable } from './chat-table.ts';
import type { Database } from './database.ts';
import { HISTORY_OF_CHATS, HISTORY_OF_LIST, HISTORY_OF_QUEUE } from './history-queries.ts';
import { IN_CONVERSATION, IN_NEITHER, IN_QUEUE } from './message-queries.ts';
import { fromRow, type MessageRow } from './message-row.ts';

/** A chat whose messages may be on a page. */
interface Candidate {
  chatNumber: number;
  identifier: string;
  /** Nothing of it stands later. */
  newest: number;
}

/** A message that may be on a page, not read yet. */
interface Found extends HistoryPlace {
  identifier: string;
  row: MessageRow;
}

/** What is looked for in every chat. */
interface Wanted {
  before: HistoryPlace;
  incomingOnly: boolean;
  /** One more than fits on the page, which tells that there is another one. */
  count: number;
}

/** Reads pages of the history. Goes from chat to chat, the one with the newest message first, as long as any may matter. */
export class HistoryReader {
  readonly #database: Database;
  readonly #chats: ChatTable;

  constructor(database: Database, chats: ChatTable) {
    this.#database = database;
    this.#chats = chats;
  }

  /** One page, newest first. */
  page(userId: string, query: HistoryQuery): HistoryPage {
    const size = pageSizeOf(query);
    const wanted = { before: placeBefore(query), incomingOnly: query.incomingOnly, count: size + 1 };
    let found: Found[] = [];
    for (const chat of this.#candidates(userId, query.correspondentId, wanted)) {
      const oldest = found[size]?.time ?? Number.NEGATIVE_INFINITY;
      if (chat.newest < oldest) break;
      found = [...found, ...this.#ofChat(chat, oldest, wanted)].sort(newestFirst).slice(0, wanted.count);
    }
    const { page, next } = cutPage(found, size);
    return { messages: page.map(({ row, identifier }) => fromRow(row, identifier)), next };
  }

  #candidates(userId: string, identifier: string | undefined, { before }: Wanted): Candidate[] {
    if (identifier !== undefined) {
      const known = this.#chats.find(userId, identifier);
      return known ? [{ chatNumber: known.chatNumber, identifier, newest: before.time }] : [];
    }
    return this.#database
      .statement(HISTORY_OF_CHATS)
      .all<[chatNumber: number, identifier: string, newest: number | null]>(userId, before.time)
      .flatMap(([chatNumber, id, newest]) =>
        newest === null ? [] : [{ chatNumber, identifier: id, newest }],
      )
      .sort((one, other) => other.newest - one.newest);
  }

  /** What may be on the page of one chat: the newest of each list. */
  #ofChat({ chatNumber, identifier }: Candidate, oldest: number, wanted: Wanted): Found[] {
    const { before, incomingOnly, count } = wanted;
    const bounds = [oldest, before.time, before.sequence, Number(incomingOnly)] as const;
    const lists = this.#database.statement(HISTORY_OF_LIST);
    const queue = this.#database.statement(HISTORY_OF_QUEUE);
    const rows = [IN_CONVERSATION, IN_NEITHER].flatMap((list) =>
      lists.all<[time: number, sequence: number, ...MessageRow]>(chatNumber, list, ...bounds, count),
    );
    rows.push(...queue.all<[time: number, sequence: number, ...MessageRow]>(chatNumber, IN_QUEUE, ...bounds));
    return rows.map(([time, sequence, ...row]) => ({ time, sequence, identifier, row }));
  }
}
