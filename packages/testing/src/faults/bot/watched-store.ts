import type { Store, Turn } from '@chat-imposter/core';
import type { CrashPoint } from '../crash-point.ts';
import type { TurnStage } from '../intervention.ts';

/** What one chat passes with a write: a write may be about several. */
interface Passing {
  chatId: string;
  /** Of a message that is recorded. */
  messageId?: string;
  before?: CrashPoint;
  after?: CrashPoint;
  /** The stage that the turn has come to when it is stored. */
  stage?: TurnStage;
}

/** A write of the engine. */
interface WatchedWrite {
  passings?: readonly Passing[];
  /** Whether only an intervention makes such a write. */
  isOperators?: boolean;
}

/** Stands around every write: runs it, and may wait before and after. */
export type WriteWatcher = <Result>(write: WatchedWrite, run: () => Promise<Result>) => Promise<Result>;

const OPERATORS: WatchedWrite = { isOperators: true };

/** The same store; what the engine writes goes through the watcher. */
export function watchedStore(store: Store, watch: WriteWatcher): Store {
  const { configurations, leases } = store;
  return {
    specVersion: 1,
    name: store.name,
    open: () => store.open(),
    close: () => store.close(),
    configurations: {
      get: (...args) => configurations.get(...args),
      list: () => configurations.list(),
      save: (...args) => watch(OPERATORS, () => configurations.save(...args)),
      setRunning: (...args) => watch(OPERATORS, () => configurations.setRunning(...args)),
      delete: (...args) => configurations.delete(...args),
    },
    processes: store.processes,
    leases: {
      acquire: (...args) => watch(OPERATORS, () => leases.acquire(...args)),
      renew: (...args) => leases.renew(...args),
      release: (...args) => watch(OPERATORS, () => leases.release(...args)),
    },
    credentials: (...args) => {
      const credentials = store.credentials(...args);
      return {
        get: (keys) => credentials.get(keys),
        set: (entries) => credentials.set(entries),
        clear: () => watch(OPERATORS, () => credentials.clear()),
      };
    },
    messages: watchedMessages(store, watch),
    turns: watchedTurns(store, watch),
    tracking: store.tracking,
    retention: store.retention,
  };
}

function watchedMessages({ messages }: Store, watch: WriteWatcher): Store['messages'] {
  return {
    accept: (lease, given) => {
      // What comes at the same moment is recorded in one write.
      const passings = given.map(
        ({ chat, providerMessageId }): Passing => ({
          chatId: chat.identifier,
          messageId: providerMessageId ?? '',
          before: 'C0',
          after: 'C2',
        }),
      );
      return watch({ passings }, () => messages.accept(lease, given));
    },
    remember: (lease, chats) => watch(OPERATORS, () => messages.remember(lease, chats)),
    merge: (lease, from, into) => watch(OPERATORS, () => messages.merge(lease, from, into)),
    revise: (lease, revisions) => watch({}, () => messages.revise(lease, revisions)),
    settle: (lease, settlements) => watch(OPERATORS, () => messages.settle(lease, settlements)),
    queue: (...args) => messages.queue(...args),
    conversation: (...args) => messages.conversation(...args),
    history: (...args) => messages.history(...args),
    chats: (...args) => messages.chats(...args),
  };
}

function watchedTurns({ turns }: Store, watch: WriteWatcher): Store['turns'] {
  const planned = new Set<string>();
  const passingOf = ({ turnId, correspondentId: chatId }: Turn): Passing => {
    // A turn that newer input begins again is planned again.
    const isFirst = !planned.has(turnId);
    planned.add(turnId);
    return { chatId, stage: 'planned', ...(isFirst ? { before: 'C3' } : {}) };
  };
  return {
    plan: (lease, plans) => watch({ passings: plans.map(passingOf) }, () => turns.plan(lease, plans)),
    decide: (lease, decisions) => {
      const answers = decisions.filter(({ parts }) => parts.length > 0);
      const passings = answers.map(
        ({ correspondentId }): Passing => ({
          chatId: correspondentId,
          before: 'C5',
          after: 'C6',
          stage: 'decided',
        }),
      );
      const isOperators = answers.length < decisions.length;
      return watch({ passings, isOperators }, () => turns.decide(lease, decisions));
    },
    advance: (lease, updates) => {
      const passings = updates.map(
        ({ said, isLast }): Passing => ({
          chatId: said?.chat.identifier ?? '',
          before: 'C8',
          ...(isLast ? {} : { after: 'C9', stage: 'between_parts' }),
        }),
      );
      return watch({ passings }, () => turns.advance(lease, updates));
    },
    park: (...args) => watch({}, () => turns.park(...args)),
    open: (...args) => turns.open(...args),
    sentText: (...args) => turns.sentText(...args),
    usage: (...args) => turns.usage(...args),
  };
}
