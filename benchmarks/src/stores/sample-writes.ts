import { join } from 'node:path';
import type { Store } from '@chat-imposter/core';
import { percentile } from '../statistics.ts';
import { answeredMessage, USER_ID } from './answered-message.ts';
import { createOurWriter, type StoreWriter } from './store-writer.ts';

/** Where is written to. */
export const TARGETS = ['SQLite, normal', 'SQLite, full', 'MongoDB'] as const;

/** Who writes: the store, or what one writes by hand, with or without a look at the lease before each write. */
export type WriterName = 'store' | 'raw' | 'raw, fenced';

/** One run of a writer. */
export interface WritesOptions {
  target: (typeof TARGETS)[number];
  writer: WriterName;
  /** Contacts that write at the same time; each waits for its answer. */
  contacts: number;
  /** How many messages each of them writes while the clock runs; it begins with half as many. */
  messagesEach: number;
  /** Where the file is. */
  folder: string;
  /** The server and the database; only for MongoDB. */
  mongo: { url: string; database: string } | null;
}

/** What it took. */
export interface Writes {
  writesPerSecond: number;
  /** Microseconds. */
  median: number;
  /** Microseconds. */
  percentile95: number;
}

const STEPS = ['accept', 'plan', 'decide', 'advance'] as const;
/** Writes messages and their answers, of several contacts side by side, and looks whether they are there then. */
export async function sampleWrites(options: WritesOptions): Promise<Writes> {
  const { contacts, messagesEach } = options;
  const first = await createOurWriter(await storeOf(options));
  await writeAll(first, { contacts, from: 1, to: 1 });
  await first.close();
  const writer =
    options.writer === 'store' ? await createOurWriter(await storeOf(options)) : await rawWriter(options);
  const warmUp = Math.ceil(messagesEach / 2);
  await writeAll(writer, { contacts, from: 2, to: warmUp });
  const last = warmUp + messagesEach;
  const begun = performance.now();
  const latencies = await writeAll(writer, { contacts, from: warmUp + 1, to: last });
  const milliseconds = performance.now() - begun;
  await writer.close();
  await assertWritten(await storeOf(options), contacts, last);
  return {
    writesPerSecond: latencies.length / (milliseconds / 1_000),
    median: percentile(latencies, 0.5),
    percentile95: percentile(latencies, 0.95),
  };
}

/** How long each write took, microseconds. */
async function writeAll(
  writer: StoreWriter,
  { contacts, from, to }: { contacts: number; from: number; to: number },
): Promise<number[]> {
  const latencies: number[] = [];
  const writeOf = async (contact: number) => {
    for (let id = from; id <= to; id += 1) {
      const answered = answeredMessage(contact, id);
      for (const step of STEPS) {
        const begun = performance.now();
        await writer[step](answered);
        latencies.push((performance.now() - begun) * 1_000);
      }
    }
  };
  await Promise.all(Array.from({ length: contacts }, (_, contact) => writeOf(contact)));
  return latencies;
}

async function storeOf({ target, folder, mongo }: WritesOptions): Promise<Store> {
  if (mongo !== null) return (await import('@chat-imposter/store-mongo')).createMongoStore(mongo);
  const { createSqliteStore } = await import('@chat-imposter/store-sqlite');
  return createSqliteStore(join(folder, 'imposter.db'), { durability: durabilityOf(target) });
}

async function rawWriter({ target, writer, folder, mongo }: WritesOptions): Promise<StoreWriter> {
  if (mongo !== null) {
    const { createMongoCommands } = await import('./mongo-commands.ts');
    return createMongoCommands(mongo, writer === 'raw, fenced');
  }
  const { createSqliteStatements } = await import('./sqlite-statements.ts');
  return createSqliteStatements(join(folder, 'imposter.db'), durabilityOf(target));
}

function durabilityOf(target: WritesOptions['target']): 'normal' | 'full' {
  return target === 'SQLite, full' ? 'full' : 'normal';
}

/** Whoever wrote, the store has the last message of each contact and its answer, and nothing is left to be done. */
async function assertWritten(store: Store, contacts: number, last: number): Promise<void> {
  await store.open();
  for (let contact = 0; contact < contacts; contact += 1) {
    const { chat, message, update } = answeredMessage(contact, last);
    const wanted = { limit: 2, since: 0 };
    const found = await store.messages.conversation(USER_ID, chat.identifier, wanted);
    const contents = found.map(({ content }) => content);
    if (contents.join('\n') !== [message.content, update.said.content].join('\n'))
      throw new Error(`Contact ${contact} was not written: ${JSON.stringify(contents)}`);
    const { messageId, text } = update.part;
    if ((await store.turns.sentText(USER_ID, messageId)) !== text)
      throw new Error(`The answer to contact ${contact} was not written.`);
  }
  const open = await store.turns.open(USER_ID);
  const queued = await store.messages.queue(USER_ID);
  if (open.length + queued.length > 0)
    throw new Error(`There are ${open.length} turns and ${queued.length} messages left.`);
  await store.close();
}
