import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Turn } from '@chat-imposter/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSqliteStore } from './sqlite-store.ts';
import { startChild } from './testing/children/start-child.ts';
import { deleteFolder, makeFolder } from './testing/test-folder.ts';

const KILLS = 20;

describe('the SQLite store of a process that is killed in the middle of writes', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await makeFolder();
    path = join(folder, 'imposter.db');
  });

  afterEach(() => deleteFolder(folder));

  /** Lets the writer do some rounds, kills it, and returns the last round that it told of. */
  async function writeUntilKilled(rounds: number): Promise<number> {
    const writer = startChild('writer.ts', [path]);
    let last = 0;
    for (let round = 0; round < rounds; round += 1) last = Number(await writer.nextLine());
    const rest = await writer.kill();
    return Number(rest.at(-1) ?? last);
  }

  async function whatSurvived(): Promise<Survival> {
    const store = createSqliteStore(path);
    await store.open();
    const counted = (await store.credentials('anna', 'provider').get(['rounds'])).get('rounds');
    const conversation = await store.messages.conversation('anna', 'ann', { limit: 1_000_000, since: 0 });
    const survival = {
      counted: Number(counted ?? 0),
      queued: (await store.messages.queue('anna')).map((message) => Number(message.id)),
      answered: conversation.map((message) => Number(message.id)),
      turns: await store.turns.open('anna'),
    };
    await store.close();
    return survival;
  }

  it(`has every write that resolved, each of them whole, after each of ${KILLS} kills`, async () => {
    for (let kill = 0; kill < KILLS; kill += 1) {
      const told = await writeUntilKilled(1 + ((kill * 37) % 50));
      expect(problemsOf(told, await whatSurvived())).toEqual([]);
    }
  }, 120_000);
});

interface Survival {
  /** The last round that was counted. */
  counted: number;
  queued: number[];
  answered: number[];
  turns: Turn[];
}

/** What is wrong after the writer told of a number of rounds; it may have been in the middle of the next one. */
function problemsOf(told: number, { counted, queued, answered, turns }: Survival): string[] {
  const recorded = [...queued, ...answered].sort((left, right) => left - right);
  const whole: Record<string, boolean> = {
    [`${told} rounds were told of, ${counted} were counted`]: counted === told || counted === told + 1,
    'messages were lost': recorded.length === counted || recorded.length === counted + 1,
    'ids have gaps or repeat': recorded.every((id, index) => id === index + 1),
    'a decided message is still queued': queued.every((id) => id % 3 !== 0 || id > counted),
    'an undecided message is answered': answered.every((id) => id % 3 === 0),
    'messages are answered without a turn, or the other way round': isDeepStrictEqual(
      turns.flatMap((turn) => turn.messageIds).sort((left, right) => left - right),
      answered,
    ),
    'a decision is not whole': turns.every((turn) => turn.state === 'decided' && turn.parts.length === 2),
  };
  return Object.keys(whole).filter((problem) => !whole[problem]);
}
