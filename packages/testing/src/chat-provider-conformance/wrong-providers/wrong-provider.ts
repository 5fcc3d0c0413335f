import type {
  ChatEvents,
  ChatProvider,
  ChatSession,
  ChatSessionContext,
  IncomingMessage,
} from '@chat-imposter/core';

/** A provider made wrong: what is wrong with it, and the check that must find it. */
export interface WrongProvider {
  mistake: string;
  /** The title of the check. */
  foundBy: string;
  /** What the failure speaks of. */
  complaint: RegExp;
  spoil: (provider: ChatProvider) => ChatProvider;
}

type Context = ChatSessionContext<unknown>;

/** The methods of a session, as functions. */
interface SessionParts {
  start: ChatSession['start'];
  stop: ChatSession['stop'];
  logout: ChatSession['logout'];
  send: ChatSession['send'];
  ownChat: NonNullable<ChatSession['ownChat']>;
  listGroups: NonNullable<ChatSession['listGroups']>;
  fetchHistory: NonNullable<ChatSession['fetchHistory']>;
}

/** The methods of the events, as functions. */
interface EventsParts {
  accept: ChatEvents['accept'];
  contacts: ChatEvents['contacts'];
  edited: ChatEvents['edited'];
  deleted: ChatEvents['deleted'];
  status: ChatEvents['status'];
}

/** Lets the session be another one. */
export function session(change: (session: SessionParts, context: Context) => Partial<SessionParts>) {
  return (provider: ChatProvider): ChatProvider => ({
    ...provider,
    open(context) {
      const opened = provider.open(context);
      const parts: SessionParts = {
        start: () => opened.start(),
        stop: () => opened.stop(),
        logout: () => opened.logout(),
        send: (chatId, text, options) => opened.send(chatId, text, options),
        ownChat: () => opened.ownChat?.() ?? null,
        listGroups: async () => (await opened.listGroups?.()) ?? [],
        fetchHistory: async (chatId, options) => (await opened.fetchHistory?.(chatId, options)) ?? [],
      };
      return { ...parts, ...change(parts, context) };
    },
  });
}

/** Lets the core hear something else. */
export function events(change: (events: EventsParts, context: Context) => Partial<EventsParts>) {
  return (provider: ChatProvider): ChatProvider => ({
    ...provider,
    open(context) {
      const parts: EventsParts = {
        accept: (messages) => context.events.accept(messages),
        contacts: (identities) => context.events.contacts(identities),
        edited: (message, content) => context.events.edited(message, content),
        deleted: (message) => context.events.deleted(message),
        status: (report) => context.events.status(report),
      };
      return provider.open({ ...context, events: { ...parts, ...change(parts, context) } });
    },
  });
}

/** Lets every message be another one. */
export function messages(change: (message: IncomingMessage) => IncomingMessage) {
  return events(({ accept }) => ({ accept: (given) => accept(given.map(change)) }));
}

/** Lets the provider itself be another one. */
export function provider(change: (provider: ChatProvider) => Partial<ChatProvider>) {
  return (given: ChatProvider): ChatProvider => ({ ...given, ...change(given) });
}
