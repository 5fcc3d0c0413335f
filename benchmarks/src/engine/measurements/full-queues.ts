import { createImposter } from '@chat-imposter/core';
import { sampleFresh } from '../../harness/fresh-process.ts';
import { type Held, held } from '../../harness/heap.ts';
import { inRounds } from '../../harness/rounds.ts';
import { tell } from '../../harness/tell.ts';
import { inTemporaryFolder } from '../../harness/temporary-folder.ts';
import { median } from '../../statistics.ts';
import { megabytes, type Target } from '../../target.ts';
import { botDocument, USER_ID } from '../candidates/bot-document.ts';
import { createInstantChatProvider, incomingMessage } from '../candidates/instant-chat-provider.ts';
import { makeStore } from '../candidates/make-candidate.ts';
import type { Scale } from '../scale.ts';
import { CONTACTS } from '../workload/workload.ts';

/** One run. */
export interface FullQueuesOptions {
  store: 'memory' | 'sqlite';
}

const MESSAGES_EACH = 10;
const TEXT = 'could you please tell me when the roses arrive, because my sister asked for tulips on Friday';

/** Fills the queues of a bot that only collects: what a thousand contacts with ten messages hold. */
export async function sampleFullQueues({ store: kind }: FullQueuesOptions): Promise<Held> {
  return inTemporaryFolder(async (folder) => {
    const chat = createInstantChatProvider(() => {});
    const imposter = createImposter({ chat: [chat], store: await makeStore(kind, folder) });
    await imposter.start(botDocument({ whitelist: [], collectsOnly: true }));
    await chat.events().accept([incomingMessage(-1, 'somebody else', TEXT)]);
    const before = await held();
    for (let id = 0; id < CONTACTS * MESSAGES_EACH; id++) {
      // Parsed from JSON, as a platform does it, so that each message has an id and a text of its own.
      const message = JSON.stringify(incomingMessage(id, `15550${id % CONTACTS}`, `${TEXT} ${id}`));
      await chat.events().accept([JSON.parse(message)]);
    }
    const after = await held();
    await assertFull(await imposter.queue(USER_ID));
    await imposter.close();
    return {
      heapBytes: after.heapBytes - before.heapBytes,
      residentBytes: after.residentBytes - before.residentBytes,
    };
  });
}

async function assertFull(queues: ReadonlyMap<string, readonly unknown[]>): Promise<void> {
  const full = [...queues.values()].filter((messages) => messages.length === MESSAGES_EACH).length;
  if (full !== CONTACTS) throw new Error(`${full} of ${CONTACTS} queues are full.`);
}

const MOST_BYTES = 3 * 1024 ** 2;

/** What a thousand contacts with full queues hold, beside a store that is in a file and one that is in memory too. */
export async function measureFullQueues({ rounds }: Scale): Promise<Target[]> {
  tell('full queues');
  const samples = await inRounds(['sqlite', 'memory'], rounds, (store) =>
    sampleFresh<Held>('full queues', { store }),
  );
  const heapOf = (store: 'sqlite' | 'memory') =>
    median((samples.get(store) ?? []).map(({ heapBytes }) => heapBytes));
  return [
    {
      figure: 'heap of 1,000 contacts with full queues, SQLite',
      measured: `${megabytes(heapOf('sqlite'))} (with the memory store, which holds them too, ${megabytes(heapOf('memory'))})`,
      limit: '≤ 3 MB',
      isMet: heapOf('sqlite') <= MOST_BYTES,
    },
  ];
}
