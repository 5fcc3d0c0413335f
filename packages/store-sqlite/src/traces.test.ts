import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Lease } from '@chat-imposter/core';
import { sampleChat, sampleDecision, sampleMessage, samplePart, sampleTurn } from '@chat-imposter/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSqliteStore } from './sqlite-store.ts';
import { deleteFolder, makeFolder } from './testing/test-folder.ts';

const ANN = sampleChat('ann', { savedName: 'canary name' });
const COUNT = 300;

describe.each(['normal', 'full'] as const)(
  'with %s durability, the files of the SQLite store',
  (durability) => {
    let folder: string;
    let store: ReturnType<typeof createSqliteStore>;
    let lease: Lease;

    beforeEach(async () => {
      folder = await makeFolder();
      store = createSqliteStore(join(folder, 'imposter.db'), { durability });
      await store.open();
      lease = (await store.leases.acquire('anna', 'owner')) as Lease;
    });

    afterEach(async () => {
      await store.close();
      await deleteFolder(folder);
    });

    /** How often a text is in any file. Takes the lock from the store, which does not matter to one process. */
    function traces(text: string): number {
      const files = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
      return files.join('').split(text).length - 1;
    }

    /** Messages short and long, some of them edited and longer then, with answers. */
    async function fill(): Promise<void> {
      for (let index = 1; index <= COUNT; index += 1) {
        const content = `canary ${index} ${'x'.repeat((index % 10) * 900)}`;
        const providerMessageId = `m-${index}`;
        await store.messages.accept(lease, [
          sampleMessage({ chat: ANN, providerMessageId, acceptedTime: index, content, state: 'said' }),
          sampleMessage({
            chat: sampleChat('bob'),
            providerMessageId,
            acceptedTime: index,
            content: `kept ${index}`,
          }),
        ]);
        const reference = {
          correspondentId: 'ann',
          senderIds: ['ann'],
          source: 'user',
          providerMessageId,
        } as const;
        if (index % 3 === 0)
          await store.messages.revise(lease, [{ ...reference, content: `${content} edited` }]);
        const turnId = `t-${index}`;
        const part = samplePart({
          messageId: `sent-${index}`,
          text: `canary answer ${index}`,
          state: 'acked',
        });
        await store.turns.plan(lease, [
          sampleTurn({ turnId, correspondentId: 'ann', messageIds: [], plannedTime: 1 }),
        ]);
        await store.turns.decide(lease, [
          sampleDecision({ turnId, correspondentId: 'ann', messageIds: [], parts: [part] }),
        ]);
        await store.turns.advance(lease, [{ turnId, index: 0, part, isLast: true }]);
      }
      expect(traces('canary')).toBeGreaterThan(COUNT);
    }

    it('have no text left of what is too old, while the store is used', async () => {
      await fill();
      const limits = { textsBefore: 1e12, idsBefore: 0 };
      while (await store.retention.reduce(limits, 100));
      for (let turn = 0; turn < 50; turn += 1) await nextTurn();
      expect(traces('canary answer')).toBe(0);
      expect(traces('canary name')).toBeGreaterThan(0);
      for (let index = 1; index <= COUNT; index += 1) expect(traces(`canary ${index} `)).toBe(0);
      expect(traces('kept')).toBeGreaterThanOrEqual(COUNT);
    });

    it('have nothing left of a contact that was erased, while the store is used', async () => {
      await fill();
      while ((await store.retention.erase(lease, ANN, 100)) > 0);
      expect(traces('canary')).toBe(0);
      expect(traces('kept')).toBeGreaterThanOrEqual(COUNT);
      expect(await store.messages.queue('anna')).toHaveLength(COUNT);
    });

    it('have nothing left of the conversations of a bot that were erased, while the store is used', async () => {
      await fill();
      const other = (await store.leases.acquire('bert', 'owner')) as Lease;
      await store.messages.accept(other, [sampleMessage({ content: 'of another bot' })]);
      while ((await store.retention.eraseBot(lease, 100)) > 0);
      expect(traces('canary')).toBe(0);
      expect(traces('kept')).toBe(0);
      expect(traces('of another bot')).toBeGreaterThan(0);
    });
  },
);
