import type { Store } from '@chat-imposter/core';
import type { CrashPoint } from '../crash-point.ts';

/** A write of the engine, and the crash points on both sides of it. */
interface WatchedWrite {
  chatId: string;
  before: CrashPoint | null;
  after: CrashPoint | null;
}

/** Stands around every write: runs it, and may wait before and after. */
export type WriteWatcher = <Result>(write: WatchedWrite, run: () => Promise<Result>) => Promise<Result>;

/** The same store; what the engine writes of messages and turns goes through the watcher. */
export function watchedStore(store: Store, watcher: WriteWatcher): Store {
  const { messages, turns } = store;
  return {
    specVersion: 1,
    name: store.name,
    configurations: store.configurations,
    leases: store.leases,
    open: () => store.open(),
    close: () => store.close(),
    credentials: (...args) => store.credentials(...args),
    messages: {
      accept: (lease, given) => watcher(UNNAMED, () => messages.accept(lease, given)),
      settle: (lease, settlements) => watcher(UNNAMED, () => messages.settle(lease, settlements)),
      queue: (...args) => messages.queue(...args),
      conversation: (...args) => messages.conversation(...args),
      chats: (...args) => messages.chats(...args),
    },
    turns: {
      plan: (lease, planned) =>
        watcher({ ...UNNAMED, chatId: planned[0]?.correspondentId ?? '', before: 'C3' }, () =>
          turns.plan(lease, planned),
        ),
      decide: (lease, decisions) =>
        watcher({ chatId: decisions[0]?.correspondentId ?? '', before: 'C5', after: 'C6' }, () =>
          turns.decide(lease, decisions),
        ),
      advance: (lease, updates) => {
        const [update] = updates;
        const after = update?.isLast ? null : 'C9';
        return watcher({ chatId: update?.said?.chat.identifier ?? '', before: 'C8', after }, () =>
          turns.advance(lease, updates),
        );
      },
      park: (...args) => watcher(UNNAMED, () => turns.park(...args)),
      open: (...args) => turns.open(...args),
      sentText: (...args) => turns.sentText(...args),
    },
  };
}

const UNNAMED: WatchedWrite = { chatId: '', before: null, after: null };
