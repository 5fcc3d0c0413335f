import type { BatchFacts, BotMemory } from './bot-memory.ts';
import { ChangeList } from './change-list.ts';
import { ChatFacts } from './chat-facts.ts';
import type { Connection } from './connection.ts';
import { MessageFacts } from './message-facts.ts';
import { TrackingFacts } from './tracking-facts.ts';
import { TurnFacts } from './turn-facts.ts';

/** What a draft is made for. */
export interface DraftOptions {
  userId: string;
  /** The chat provider that the configuration of the bot names; null when there is none. */
  chatProviderName: string | null;
  /** The number of the last change that was committed. */
  lastNumber: number;
  /** What is known from the batches before. */
  memory: BotMemory;
}

/**
 * A batch while it is being decided: its changes so far, and what there will be once they are done. Nobody else can
 * commit in the meantime without this batch being refused, so what was read once stays true.
 */
export class Draft {
  readonly userId: string;
  readonly changes: ChangeList;
  readonly chats: ChatFacts;
  readonly messages: MessageFacts;
  readonly turns: TurnFacts;
  readonly tracking: TrackingFacts;
  readonly connection: Connection;

  constructor(connection: Connection, { userId, chatProviderName, lastNumber, memory }: DraftOptions) {
    this.userId = userId;
    this.connection = connection;
    this.changes = new ChangeList(lastNumber);
    const parts = { connection, userId, changes: this.changes, memory };
    this.chats = new ChatFacts(parts);
    this.messages = new MessageFacts(parts, chatProviderName);
    this.turns = new TurnFacts(parts);
    this.tracking = new TrackingFacts(parts);
  }

  /** What it has read and changed, for the next batches; they keep it. */
  get facts(): BatchFacts {
    const { known: chats } = this.chats;
    const { queued, changed } = this.messages;
    return { lastNumber: this.changes.lastNumber, chats, queued, changed, turns: this.turns.open };
  }
}
