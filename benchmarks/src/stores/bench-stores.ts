import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { startMongoProcess } from '@chat-imposter/testing/mongodb';
import { MongoClient } from 'mongodb';
import { sampleFresh } from '../harness/fresh-process.ts';
import { inRounds } from '../harness/rounds.ts';
import { tell } from '../harness/tell.ts';
import { inTemporaryFolder } from '../harness/temporary-folder.ts';
import { median, ratios } from '../statistics.ts';
import { type Target, targetTable, threeDigits } from '../target.ts';
import type { TARGETS, WriterName, Writes, WritesOptions } from './sample-writes.ts';

/** How much is written. */
export interface StoresScale {
  rounds: number;
  /** Messages to a file, of all contacts together. */
  sqlite: number;
  /** The same to MongoDB. */
  mongo: number;
}

export const FULL_STORES: StoresScale = { rounds: 5, sqlite: 6_400, mongo: 640 };

/** Tells whether something broke, not more. */
export const SHORT_STORES: StoresScale = { rounds: 1, sqlite: 640, mongo: 128 };

type StoreTarget = (typeof TARGETS)[number];

const WRITERS: Readonly<Record<StoreTarget, readonly WriterName[]>> = {
  'SQLite, normal': ['store', 'raw'],
  'SQLite, full': ['store', 'raw'],
  MongoDB: ['store', 'raw', 'raw, fenced'],
};

/** Contacts that write at the same time. */
const CONTACTS = [1, 64];

const MOST_TIMES = 1.5;

/** Measures what the stores write beside what one writes by hand; the tables are Markdown. */
export async function benchStores(scale: StoresScale): Promise<string> {
  const lines = [
    '| writes | writer | writes a second | median, µs | p95, µs |',
    '| --- | --- | --- | --- | --- |',
  ];
  const targets: Target[] = [];
  for (const target of Object.keys(WRITERS) as StoreTarget[]) {
    const messages = target === 'MongoDB' ? scale.mongo : scale.sqlite;
    for (const contacts of CONTACTS) {
      tell(`store writes: ${target}, ${contacts}`);
      const samples = await inRounds(WRITERS[target], scale.rounds, (writer) =>
        sample({ target, writer, contacts, messagesEach: messages / contacts }),
      );
      const name = `${target}, ${contacts === 1 ? 'one after the other' : `${contacts} at a time`}`;
      for (const [writer, each] of samples) lines.push(row(name, writer, each));
      targets.push(targetOf(name, samples));
    }
  }
  return `MongoDB: ${await serverName()}.\n\n${lines.join('\n')}\n\n${targetTable(targets)}`;
}

function row(name: string, writer: WriterName, samples: readonly Writes[]): string {
  const figures = (['writesPerSecond', 'median', 'percentile95'] as const).map((field) =>
    Math.round(median(samples.map((each) => each[field]))),
  );
  const shown = figures.map((figure) => figure.toLocaleString('en')).join(' | ');
  return `| ${name} | ${writer === 'store' ? 'Chat Imposter' : writer} | ${shown} |`;
}

/** Beside who promises most of what the store does. */
function targetOf(name: string, samples: ReadonlyMap<WriterName, readonly Writes[]>): Target {
  const secondsOf = (writer: WriterName) =>
    (samples.get(writer) ?? []).map(({ writesPerSecond }) => 1 / writesPerSecond);
  const timesOf = (writer: WriterName) => median(ratios(secondsOf('store'), secondsOf(writer)));
  const isFenced = samples.has('raw, fenced');
  const times = timesOf(isFenced ? 'raw, fenced' : 'raw');
  return {
    figure: `time of a write, ${name}`,
    measured: isFenced
      ? `${threeDigits(times)} × raw, fenced (${threeDigits(timesOf('raw'))} × raw)`
      : `${threeDigits(times)} × raw`,
    limit: `≤ ${MOST_TIMES} × raw`,
    isMet: times <= MOST_TIMES,
  };
}

/** In a file or on a server of its own; on the server that `MONGODB_URL` names, in a database of its own. */
function sample(options: Omit<WritesOptions, 'folder' | 'mongo'>): Promise<Writes> {
  return inTemporaryFolder(async (folder) => {
    const run = (mongo: WritesOptions['mongo']) =>
      sampleFresh<Writes>('store writes', { ...options, folder, mongo });
    if (options.target !== 'MongoDB') return run(null);
    const database = `benchmark_${randomBytes(8).toString('hex')}`;
    const url = givenUrl();
    if (url === null) {
      await using server = await startMongoProcess({ journal: join(folder, 'journal') });
      return await run({ url: server.url, database });
    }
    try {
      return await run({ url, database });
    } finally {
      await withClient(url, (client) => client.db(database).dropDatabase());
    }
  });
}

async function serverName(): Promise<string> {
  const url = givenUrl();
  if (url === null) return 'the server of @chat-imposter/testing, in a process of its own';
  const { version } = await withClient(url, (client) => client.db('admin').command({ buildInfo: 1 }));
  return `version ${String(version)}, named by MONGODB_URL`;
}

function givenUrl(): string | null {
  return process.env.MONGODB_URL || null;
}

async function withClient<Result>(
  url: string,
  work: (client: MongoClient) => Promise<Result>,
): Promise<Result> {
  const client = new MongoClient(url);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}
