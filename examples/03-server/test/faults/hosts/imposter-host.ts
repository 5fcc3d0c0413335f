import {
  type Clock,
  type CredentialStore,
  createImposter,
  type Imposter,
  type Store,
  silentLogger,
  systemClock,
  systemRandom,
} from '@chat-imposter/core';
import { createBaileysProvider } from '@chat-imposter/provider-baileys';
import { createSqliteStore } from '@chat-imposter/store-sqlite';
import { createFakeLlmProvider } from '@chat-imposter/testing';
import { HostLink } from './host-link.ts';
import type { HostOptions } from './host-protocol.ts';

/*
 * Chat Imposter as a host, with what it is made of: the real Baileys and the store on SQLite. Only the model is a fake.
 * It connects again at once, however often its connection was lost, so that a run need not wait.
 */
/** Chance decides how long a reconnection waits; this one always decides for nothing. */
const impatient = { ...systemRandom, fraction: () => 0 };
/** From the thirteenth failure in a row a reconnection waits for about five minutes. No other wait is as long. */
const LONG_PAUSE_MS = { least: 240_000, most: 360_000 } as const;
const clock: Clock = {
  now: () => systemClock.now(),
  after(ms, act) {
    const isPause = ms >= LONG_PAUSE_MS.least && ms <= LONG_PAUSE_MS.most;
    return systemClock.after(isPause ? 0 : ms, act);
  },
};

HostLink.run((link) => {
  let imposter: Imposter | null = null;
  return {
    async begin(options) {
      imposter = makeImposter(options, link);
      const known = await imposter.configuredUserIds();
      if (known.length > 0) return imposter.resume();
      for (const userId of options.userIds) await imposter.start(documentOf(userId, options));
    },
    async say() {
      throw new Error('An imposter only answers.');
    },
    stop: async () => imposter?.close(),
  };
});

function makeImposter(options: HostOptions, link: HostLink): Imposter {
  const llm = createFakeLlmProvider();
  llm.answerWith(({ messages }) => {
    link.tell({ kind: 'asked' });
    const [, ...asked] = (messages.at(-1)?.content ?? '').split('\n');
    return Array.from({ length: options.parts }, (_, part) => `part${part} ${asked.join(' ')}`).join('\n');
  });
  const imposter = createImposter({
    chat: [
      createBaileysProvider({
        webSocketUrl: options.webSocketUrl,
        socket: { makeSignalRepository: link.makeSignalRepository },
      }),
    ],
    llm: [llm],
    store: watchedStore(createSqliteStore(options.databasePath), link),
    logger: {
      ...silentLogger,
      warn: (fields, message) => link.logged(message, (fields as { reason?: unknown }).reason),
      error: (fields, message) => link.tell({ kind: 'failure', message: `${message} ${told(fields)}` }),
    },
    random: impatient,
    clock,
    loopGuard: false,
  });
  imposter.on('status', ({ userId, status }) => {
    if (status === 'connected') link.tell({ kind: 'connected', userId });
  });
  imposter.on('qr', ({ userId, text }) => link.tell({ kind: 'qr', userId, text }));
  imposter.on('failure', ({ error }) => link.tell({ kind: 'failure', message: String(error) }));
  return imposter;
}

function told(fields: object): string {
  return Object.values(fields)
    .filter((value) => value instanceof Error)
    .map(String)
    .join(' ');
}

/** The same store, which tells of each row and passes the keys through the gates. */
function watchedStore(store: Store, link: HostLink): Store {
  const { messages, configurations, leases, turns, tracking, retention } = store;
  return {
    ...{
      specVersion: 1,
      name: store.name,
      configurations,
      leases,
      turns,
      tracking,
      retention,
      processes: null,
    },
    open: () => store.open(),
    close: () => store.close(),
    messages: {
      async accept(lease, given) {
        const accepted = await messages.accept(lease, given);
        for (const { content } of given) link.recorded(lease.userId, content);
        return accepted;
      },
      remember: (...args) => messages.remember(...args),
      merge: (...args) => messages.merge(...args),
      revise: (...args) => messages.revise(...args),
      settle: (...args) => messages.settle(...args),
      queue: (...args) => messages.queue(...args),
      conversation: (...args) => messages.conversation(...args),
      history: (...args) => messages.history(...args),
      chats: (...args) => messages.chats(...args),
    },
    credentials: (userId, ...args) => gated(store.credentials(userId, ...args), userId, link),
  };
}

function gated(credentials: CredentialStore, userId: string, link: HostLink): CredentialStore {
  return {
    get: (keys) => credentials.get(keys),
    clear: () => credentials.clear(),
    set: (entries) => link.gate(userId).pass(entries.keys(), () => credentials.set(entries)),
  };
}

function documentOf(userId: string, { numbers, answersOffline }: HostOptions): Record<string, unknown> {
  return {
    user_id: userId,
    respond_to_whitelist: [...numbers],
    chat_provider_config: {
      provider_name: 'whatsAppBaileyes',
      provider_config: { process_offline_messages: answersOffline, allow_group_messages: true },
    },
    llm_provider_config: { provider_name: 'fakeLlm', provider_config: { model: 'fake' } },
    behavior: { profile: 'instant' },
  };
}
