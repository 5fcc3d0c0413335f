import { createImposter } from '@chat-imposter/core';
import { sampleFresh } from '../../harness/fresh-process.ts';
import { type Held, held } from '../../harness/heap.ts';
import { inRounds } from '../../harness/rounds.ts';
import { tell } from '../../harness/tell.ts';
import { inTemporaryFolder } from '../../harness/temporary-folder.ts';
import { median } from '../../statistics.ts';
import { kilobytes, type Target, threeDigits } from '../../target.ts';
import { botDocument } from '../candidates/bot-document.ts';
import { createInstantChatProvider } from '../candidates/instant-chat-provider.ts';
import { createInstantLlmProvider } from '../candidates/instant-llm-provider.ts';
import { makeStore } from '../candidates/make-candidate.ts';
import type { Scale } from '../scale.ts';

/** One run. */
export interface IdleBotsOptions {
  bots: number;
  store: 'memory' | 'sqlite';
}

/** What one bot of them takes. */
interface BotTaken extends Held {
  /** To be started. */
  cpuMicroseconds: number;
}

const CONTACTS_EACH = 10;

/** Starts many bots in one process, each with ten contacts on its whitelist; what one of them holds. */
export async function sampleIdleBots({ bots, store }: IdleBotsOptions): Promise<BotTaken> {
  return inTemporaryFolder(async (folder) => {
    const chat = createInstantChatProvider(() => {});
    const llm = createInstantLlmProvider(() => 'never asked');
    const imposter = createImposter({ chat: [chat], llm: [llm], store: await makeStore(store, folder) });
    const start = (name: string) => imposter.start(documentOf(name));
    await start('first');
    const before = await held();
    const begun = process.cpuUsage();
    for (let index = 0; index < bots; index++) await start(`bot-${index}`);
    const { user, system } = process.cpuUsage(begun);
    const after = await held();
    const running = (await imposter.statuses()).filter(({ status }) => status === 'connected').length;
    if (running !== bots + 1) throw new Error(`${running} of ${bots + 1} bots run.`);
    await imposter.close();
    return {
      heapBytes: (after.heapBytes - before.heapBytes) / bots,
      residentBytes: (after.residentBytes - before.residentBytes) / bots,
      cpuMicroseconds: (user + system) / bots,
    };
  });
}

/** As it comes from a request or a file: a text that was put together holds its parts. */
function documentOf(userId: string): unknown {
  const whitelist = Array.from({ length: CONTACTS_EACH }, (_, index) => `${userId} contact ${index}`);
  return JSON.parse(JSON.stringify(botDocument({ userId, whitelist })));
}

const MOST_BYTES = 5 * 1024;

/** What a bot costs that has nothing to do. */
export async function measureIdleBots({ rounds, bots }: Scale): Promise<Target[]> {
  tell('idle bots');
  const samples = await inRounds(['memory', 'sqlite'], rounds, (store) =>
    sampleFresh<BotTaken>('idle bots', { bots, store }),
  );
  const medianOf = (store: 'memory' | 'sqlite', taken: keyof BotTaken) =>
    median((samples.get(store) ?? []).map((one) => one[taken]));
  const heap = medianOf('memory', 'heapBytes');
  const resident = kilobytes(medianOf('memory', 'residentBytes'));
  const onSqlite = kilobytes(medianOf('sqlite', 'heapBytes'));
  const start = threeDigits(medianOf('memory', 'cpuMicroseconds'));
  return [
    {
      figure: `heap per idle bot, ${bots.toLocaleString('en')} bots, memory store`,
      measured: `${kilobytes(heap)} (on SQLite ${onSqlite}; resident ${resident}; start ${start} µs CPU)`,
      limit: '≤ 5 KB',
      isMet: heap <= MOST_BYTES,
    },
  ];
}
