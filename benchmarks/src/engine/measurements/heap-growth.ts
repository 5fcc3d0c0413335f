import { sampleFresh } from '../../harness/fresh-process.ts';
import { held } from '../../harness/heap.ts';
import { tell } from '../../harness/tell.ts';
import { inTemporaryFolder } from '../../harness/temporary-folder.ts';
import { megabytes, type Target, threeDigits } from '../../target.ts';
import { type CandidateName, makeCandidate } from '../candidates/make-candidate.ts';
import type { Scale } from '../scale.ts';
import { drive } from '../workload/drive.ts';
import { ReplyCheck } from '../workload/reply-check.ts';
import { Workload } from '../workload/workload.ts';

/** One run. */
export interface HeapGrowthOptions {
  candidate: CandidateName;
  /** How many messages there were when the heap is measured, rising. */
  after: readonly number[];
}

/** What the heap holds after so many messages. */
export async function sampleHeapGrowth(options: HeapGrowthOptions): Promise<{ heapBytes: number[] }> {
  const count = Math.max(...options.after);
  const workload = new Workload(count);
  const check = new ReplyCheck(workload, count, 'own');
  return inTemporaryFolder(async (folder) => {
    const candidate = await makeCandidate(options.candidate, {
      whitelist: workload.contacts,
      check,
      folder,
    });
    await candidate.start();
    const heapBytes: number[] = [];
    let from = 0;
    for (const to of options.after) {
      await drive(candidate, { workload, check, from, to, inFlight: 100 });
      heapBytes.push((await held()).heapBytes);
      from = to;
    }
    await candidate.stop();
    return { heapBytes };
  });
}

const MOST_GROWTH = 1.05;

/**
 * The heap must not grow with what was said. The memory store keeps all of it by design, so the engine is held against
 * the target on SQLite.
 */
export async function measureHeapGrowth({ heapAfter }: Scale): Promise<Target[]> {
  const sample = (candidate: CandidateName) => {
    tell(`heap over ${heapAfter[1]} messages: ${candidate}`);
    return sampleFresh<{ heapBytes: number[] }>('heap growth', { candidate, after: heapAfter });
  };
  const durable = growthOf(await sample('durable'));
  const memory = growthOf(await sample('memory'));
  const [first, last] = heapAfter.map((count) => count.toLocaleString('en'));
  return [
    {
      figure: `heap after ${last} messages by that after ${first}, SQLite`,
      measured: `${durable.text} (with the memory store, which keeps every message, ${memory.text})`,
      limit: '≤ 1.05',
      isMet: durable.ratio <= MOST_GROWTH,
    },
  ];
}

function growthOf({ heapBytes: [first = Number.NaN, last = Number.NaN] }: { heapBytes: number[] }) {
  return {
    ratio: last / first,
    text: `${threeDigits(last / first)}: ${megabytes(first)}, ${megabytes(last)}`,
  };
}
