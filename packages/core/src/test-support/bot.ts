import {
  createFakeChatProvider,
  createFakeClock,
  createFakeLlmProvider,
  createSeededRandom,
} from '@chat-imposter/testing';
import type { ImposterEvents } from '../contracts/events.ts';
import type { Store } from '../contracts/store.ts';
import { eventNames } from '../event-json.ts';
import { createImposter } from '../imposter.ts';
import type { ImposterOptions } from '../imposter-options.ts';
import { createMemoryStore } from '../memory-store.ts';

/** Milliseconds. */
export const SECOND = 1_000;
/** Milliseconds. */
export const MINUTE = 60 * SECOND;
/** A contact on the whitelist. */
export const ANN = 'ann@fake';

/** A configuration that validates, with these changes. */
export function document(more: Record<string, unknown> = {}) {
  return {
    user_id: 'yahav',
    respond_to_whitelist: [ANN, 'Noa'],
    respond_to_whitelist_group: ['Movies'],
    chat_provider_config: { provider_name: 'fakeChat', provider_config: {} },
    llm_provider_config: { provider_name: 'fakeLlm', provider_config: { system: 'You are {user_id}.' } },
    behavior: { profile: 'instant' },
    ...more,
  };
}

/** A process: another one on the same store and platform is what a restart gives. */
function startProcess(
  shared: {
    store: Store;
    chat: ReturnType<typeof createFakeChatProvider>;
    clock: ReturnType<typeof createFakeClock>;
  },
  more: Partial<ImposterOptions>,
) {
  const llm = createFakeLlmProvider();
  const imposter = createImposter({
    ...shared,
    chat: [shared.chat],
    llm: [llm],
    random: createSeededRandom(7),
    ...more,
  });
  const events: { name: string; payload: Record<string, unknown> }[] = [];
  for (const name of eventNames) {
    imposter.on(name, ((payload: Record<string, unknown>) =>
      events.push({ name, payload })) as ImposterEvents[typeof name]);
  }
  const named = (name: string) => events.filter((event) => event.name === name).map(({ payload }) => payload);
  return { imposter, llm, events, named };
}

/** An imposter on fakes with a store that survives it. */
export function setUp(more: Partial<ImposterOptions> = {}) {
  // Leases and data stay in memory over a close, so that the same store serves the next process.
  const shared = { store: createMemoryStore(), chat: createFakeChatProvider(), clock: createFakeClock() };
  return { ...shared, ...startProcess(shared, more), restart: () => startProcess(shared, more) };
}

/** The same with one bot, linked and connected. */
export async function setUpLinked(more: Record<string, unknown> = {}) {
  const context = setUp();
  await context.imposter.start(document(more));
  const account = context.chat.account('yahav');
  await account.scan();
  return { ...context, account };
}

/** The owner as the sender of a message. */
export const OWNER = { identifier: 'owner@fake', alternateIdentifiers: [] };
