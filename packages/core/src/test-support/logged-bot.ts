import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeChatProvider, createFakeClock, createFakeLlmProvider } from '@chat-imposter/testing';
import type { Chat, IncomingMessage } from '../contracts/message.ts';
import type { StoredMessage } from '../contracts/store.ts';
import { createImposter } from '../imposter.ts';
import { createMemoryStore } from '../memory-store.ts';
import { document } from './bot.ts';
import { observed } from './observed-store.ts';

const DAN = { identifier: 'dan@fake', alternateIdentifiers: [] };

const cleanups: (() => Promise<void>)[] = [];

/** Ends every bot of {@link setUpLogged} and takes its files away; to be called after each test. */
export async function cleanUp(): Promise<void> {
  for (const each of cleanups.splice(0)) await each();
}

/** A bot that is linked, allowed in groups, and writes conversation logs; all that is written to its store is observed. */
export async function setUpLogged(more: Record<string, unknown> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'bad-input-'));
  const logDirectory = join(folder, 'a', 'b', 'log');
  const { store, observations } = observed(createMemoryStore());
  const chat = createFakeChatProvider();
  const clock = createFakeClock();
  const imposter = createImposter({
    chat: [chat],
    llm: [createFakeLlmProvider()],
    store,
    clock,
    logDirectory,
  });
  cleanups.push(async () => {
    await imposter.close();
    rmSync(folder, { recursive: true });
  });
  const failures: string[] = [];
  const evictions: number[] = [];
  imposter.on('failure', ({ error }) => failures.push(error.message));
  imposter.on('eviction', ({ messageId }) => evictions.push(messageId));
  await imposter.start(
    document({
      chat_provider_config: { provider_name: 'fakeChat', provider_config: { allow_group_messages: true } },
      ...more,
    }),
  );
  const account = chat.account('yahav');
  await account.scan();
  return { imposter, store, observations, clock, account, failures, evictions, folder };
}

/** What {@link setUpLogged} gives. */
export type LoggedBot = Awaited<ReturnType<typeof setUpLogged>>;

let messages = 0;

/** A message of a contact, or of somebody in a group, with an id of its own. */
export function messageFrom(chat: Chat, more: Partial<IncomingMessage> = {}): IncomingMessage {
  const { kind, ...person } = chat;
  return {
    chat,
    sender: kind === 'direct' ? person : DAN,
    source: 'user',
    origin: 'live',
    providerMessageId: `in-${++messages}`,
    content: 'hello',
    originatingTime: Date.UTC(2026, 0, 15, 12),
    ...more,
  };
}

/** What the contacts wrote, as it is recorded. */
export function recorded({ observations }: LoggedBot): StoredMessage[] {
  return observations.messages.flatMap(({ stored }) => (stored.source === 'user' ? [stored] : []));
}
