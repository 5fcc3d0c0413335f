import { join } from 'node:path';
import { sampleFresh } from '../../harness/fresh-process.ts';
import { held } from '../../harness/heap.ts';
import { inRounds } from '../../harness/rounds.ts';
import { tell } from '../../harness/tell.ts';
import { inTemporaryFolder } from '../../harness/temporary-folder.ts';
import { median, ratios } from '../../statistics.ts';
import { type Target, threeDigits } from '../../target.ts';
import { makeStore } from '../candidates/make-candidate.ts';
import type { Scale } from '../scale.ts';
import {
  assertNewest,
  fillTracking,
  PERIOD_MESSAGES,
  type ReadNewestPeriod,
  type TrackedWorkload,
} from '../workload/tracked-workload.ts';

/** Who reads: the stores, and what one writes by hand in their place. */
const READERS = ['memory', 'arrays, copied', 'arrays, shared', 'sqlite', 'statement'] as const;

type PeriodReader = (typeof READERS)[number];

/** One run. */
export interface TrackingQueryOptions {
  reader: PeriodReader;
  workload: TrackedWorkload;
  /** Where the file of the SQLite store is. */
  folder: string;
}

const QUERIES = 20_000;
/** Has no divisor in common with the number of groups, so that each is asked once before any is asked again. */
const STEP = 619;

/** Makes the file that both readers of SQLite read. */
export async function sampleTrackingFill({
  workload,
  folder,
}: Omit<TrackingQueryOptions, 'reader'>): Promise<object> {
  const store = await makeStore('sqlite', folder);
  await store.open();
  await fillTracking(store, workload);
  await store.close();
  return {};
}

/** Asks for the newest period of one group after another. CPU time of one. */
export async function sampleTrackingQuery(
  options: TrackingQueryOptions,
): Promise<{ cpuMicroseconds: number }> {
  const { workload } = options;
  const { read, close } = await makeReader(options);
  const ask = async (count: number) => {
    for (let index = 0; index < count; index++) {
      const group = (index * STEP) % workload.groups;
      assertNewest(group, workload, await read(group));
    }
  };
  await ask(QUERIES / 4);
  // What filling has left to collect would be collected while the clock runs.
  await held();
  const begun = process.cpuUsage();
  await ask(QUERIES);
  const { user, system } = process.cpuUsage(begun);
  await close();
  return { cpuMicroseconds: (user + system) / QUERIES };
}

async function makeReader({
  reader,
  workload,
  folder,
}: TrackingQueryOptions): Promise<{ read: ReadNewestPeriod; close: () => Promise<void> }> {
  const close = async () => {};
  if (reader === 'arrays, copied' || reader === 'arrays, shared') {
    const { createPeriodOfArrays } = await import('../candidates/period-of-arrays.ts');
    return { read: createPeriodOfArrays(workload, reader === 'arrays, copied'), close };
  }
  if (reader === 'statement') {
    const { createPeriodOfQuery } = await import('../candidates/period-of-query.ts');
    return { read: createPeriodOfQuery(workload, join(folder, 'imposter.db')), close };
  }
  const store = await makeStore(reader, folder);
  await store.open();
  if (reader === 'memory') await fillTracking(store, workload);
  const { createPeriodOfStore } = await import('../candidates/period-of-store.ts');
  return { read: createPeriodOfStore(store), close: () => store.close() };
}

const MOST_TIMES = { memory: 3, sqlite: 2 };

/** A period must cost about as much as it does by hand, however much is stored beside it. */
export async function measureTrackingQuery({ rounds, tracked: workload }: Scale): Promise<Target[]> {
  return inTemporaryFolder(async (folder) => {
    tell('periods of tracked groups: fill');
    await sampleFresh('tracking fill', { workload, folder });
    tell('periods of tracked groups');
    const samples = await inRounds(READERS, rounds, (reader) =>
      sampleFresh<{ cpuMicroseconds: number }>('tracking query', { reader, workload, folder }),
    );
    const of = (reader: PeriodReader) => (samples.get(reader) ?? []).map((one) => one.cpuMicroseconds);
    const times = (reader: PeriodReader, base: PeriodReader) => median(ratios(of(reader), of(base)));
    const figure = (store: string) =>
      `newest period, ${PERIOD_MESSAGES} of ${(workload.groups * workload.messagesEach).toLocaleString('en')} messages, ${store}`;
    const memory = times('memory', 'arrays, copied');
    const sqlite = times('sqlite', 'statement');
    return [
      {
        figure: figure('memory'),
        measured:
          `${threeDigits(memory)} × two searches by halves and copies (${micros(of('memory'))}, ` +
          `${micros(of('arrays, copied'))}; without copies ${micros(of('arrays, shared'))})`,
        limit: `≤ ${MOST_TIMES.memory} × by hand`,
        isMet: memory <= MOST_TIMES.memory,
      },
      {
        figure: figure('SQLite'),
        measured: `${threeDigits(sqlite)} × one statement (${micros(of('sqlite'))}, ${micros(of('statement'))})`,
        limit: `≤ ${MOST_TIMES.sqlite} × by hand`,
        isMet: sqlite <= MOST_TIMES.sqlite,
      },
    ];
  });
}

function micros(samples: readonly number[]): string {
  return `${threeDigits(median(samples))} µs`;
}
