import {
  type Chat,
  type Lease,
  type RetentionLimits,
  type RetentionStore,
  reducedMessage,
} from '@chat-imposter/core';
import type { Bots } from './bots.ts';
import type { Draft } from './draft.ts';
import { erase, eraseBot } from './erasure.ts';
import type { Heads } from './heads.ts';
import { type MessageDocument, WITH_TEXT } from './message-document.ts';
import type { TurnDocument } from './turn-document.ts';

/** The states of turns that are over. */
const OVER = ['done', 'dead'];

/** Takes away what is old, bot by bot, whoever runs them. Remembers from one step to the next which bots it is done with. */
export class MongoRetention implements RetentionStore {
  readonly #bots: Bots;
  readonly #heads: Heads;
  /** The bots that are left in this round; null between two rounds. */
  #round: string[] | null = null;

  constructor(bots: Bots, heads: Heads) {
    this.#bots = bots;
    this.#heads = heads;
  }

  async reduce(limits: RetentionLimits, count: number): Promise<boolean> {
    this.#round ??= await this.#heads.userIds();
    const round = this.#round;
    let left = count;
    for (let userId = round.at(-1); userId !== undefined; userId = round.at(-1)) {
      const decide = (draft: Draft) => reduce(draft, limits, left);
      const reduced = await this.#bots.writeFor(userId, { lease: null, isAlone: true, decide });
      left -= reduced;
      if (left <= 0) return true;
      // What was reduced now may be deleted next.
      if (reduced === 0 && round.at(-1) === userId) round.pop();
    }
    this.#round = null;
    return false;
  }

  erase(lease: Lease, chat: Chat, count: number): Promise<number> {
    return this.#bots.write({ lease, isAlone: true, decide: (draft) => erase(draft, chat, count) });
  }

  eraseBot(lease: Lease, count: number): Promise<number> {
    return this.#bots.write({ lease, isAlone: true, decide: (draft) => eraseBot(draft, count) });
  }
}

/** How many turns and messages that were. The write has to be alone. */
async function reduce(
  draft: Draft,
  { textsBefore, idsBefore }: RetentionLimits,
  count: number,
): Promise<number> {
  const { connection, userId: user_id } = draft;
  const overBefore = { user_id, state: { $in: OVER }, planned_time: { $lt: textsBefore } };
  const projection = { _id: 1 } as const;
  const turns = await connection.find<TurnDocument>('turns', overBefore, { projection, limit: count });
  for (const { _id } of turns) draft.changes.remove('turns', _id);
  const saidBefore = (state: unknown, time: number, limit: number) =>
    limit > 0
      ? connection.find<MessageDocument>('messages', { user_id, state, time: { $lt: time } }, { limit })
      : [];
  const texts = await saidBefore({ $in: WITH_TEXT }, textsBefore, count - turns.length);
  for (const document of texts)
    draft.messages.change(document, reducedMessage(draft.messages.read(document, '')));
  const ids = await saidBefore('reduced', idsBefore, count - turns.length - texts.length);
  for (const document of ids) draft.messages.remove(document);
  return turns.length + texts.length + ids.length;
}
