import { createImposter, type Lease, type NewMessage, type Store } from '@chat-imposter/core';
import { sampleFresh } from '../../harness/fresh-process.ts';
import { inRounds } from '../../harness/rounds.ts';
import { tell } from '../../harness/tell.ts';
import { inTemporaryFolder } from '../../harness/temporary-folder.ts';
import { median, spread } from '../../statistics.ts';
import { type Target, threeDigits } from '../../target.ts';
import { botDocument, USER_ID } from '../candidates/bot-document.ts';
import { createInstantChatProvider } from '../candidates/instant-chat-provider.ts';
import { createInstantLlmProvider } from '../candidates/instant-llm-provider.ts';
import { makeStore } from '../candidates/make-candidate.ts';
import type { Scale } from '../scale.ts';

/** One run. */
export interface ContextBuildOptions {
  store: 'memory' | 'sqlite';
  /** How many messages the conversation has, all of them young enough for the context. */
  stored: number;
}

const CONTACT = '15550000000';
const BUILDS = 2_000;
const BATCH = 1_000;

/** Fills one conversation, then asks for the bot's context again and again. CPU time of one. */
export async function sampleContextBuild(options: ContextBuildOptions): Promise<{ cpuMicroseconds: number }> {
  return inTemporaryFolder(async (folder) => {
    const store = await makeStore(options.store, folder);
    const chat = createInstantChatProvider(() => {});
    const llm = createInstantLlmProvider(() => 'never asked');
    const imposter = createImposter({ chat: [chat], llm: [llm], store });
    await imposter.saveConfiguration(botDocument({ whitelist: [CONTACT] }));
    await fill(store, options.stored);
    const build = async (count: number) => {
      for (let index = 0; index < count; index++) {
        const context = (await imposter.context(USER_ID)).get(CONTACT);
        if (context?.length !== 11) throw new Error(`The context has ${context?.length} messages, not 11.`);
      }
    };
    await build(BUILDS / 4);
    const begun = process.cpuUsage();
    await build(BUILDS);
    const { user, system } = process.cpuUsage(begun);
    await imposter.close();
    return { cpuMicroseconds: (user + system) / BUILDS };
  });
}

async function fill(store: Store, stored: number): Promise<void> {
  const lease = await store.leases.acquire(USER_ID, 'benchmark');
  if (lease === null) throw new Error('The bot runs elsewhere.');
  for (let from = 0; from < stored; from += BATCH) await acceptBatch(store, lease, from, stored);
  await store.leases.release(lease);
}

async function acceptBatch(store: Store, lease: Lease, from: number, stored: number): Promise<void> {
  const length = Math.min(BATCH, stored - from);
  await store.messages.accept(
    lease,
    Array.from({ length }, (_, index) => message(from + index)),
  );
}

/** What the owner and the bot said: the one kind that is in the conversation at once. They alternate with silence. */
function message(index: number): NewMessage {
  const identity = { identifier: CONTACT, alternateIdentifiers: [] };
  return {
    chat: { kind: 'direct', ...identity },
    sender: { ...identity, displayName: CONTACT },
    source: index % 2 === 0 ? 'user' : 'bot',
    origin: 'live',
    content: `message ${index}, the roses arrive on Friday`,
    quoted: null,
    providerMessageId: `m${index}`,
    acceptedTime: Date.now(),
    originatingTime: null,
    state: 'said',
    reason: null,
  };
}

/** Showing the prompt must cost the same however long the conversation is. */
export async function measureContextBuild({ rounds, conversations }: Scale): Promise<Target[]> {
  const targets: Target[] = [];
  for (const store of ['memory', 'sqlite'] as const) {
    tell(`context of a conversation, ${store}`);
    const samples = await inRounds(conversations, rounds, (stored) =>
      sampleFresh<{ cpuMicroseconds: number }>('context build', { store, stored }),
    );
    const medians = [...samples.values()].map((each) => median(each.map((one) => one.cpuMicroseconds)));
    const growth = spread(medians);
    const lengths = `${conversations[0]} to ${conversations.at(-1)?.toLocaleString('en')} stored`;
    targets.push({
      figure: `context of a contact, ${store === 'sqlite' ? 'SQLite' : store}, ${lengths}`,
      measured: `${medians.map(threeDigits).join(', ')} µs; slowest by fastest ${threeDigits(growth)}`,
      limit: 'flat: ≤ 2',
      isMet: growth <= 2,
    });
  }
  return targets;
}
