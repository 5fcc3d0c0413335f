import type { ProcessStore } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { HOSTILE } from './hostile-texts.ts';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID, useStore } from './store-subject.ts';

/** ProcessStore, of a store that processes share. */
export function testProcesses(options: StoreConformanceOptions): void {
  describe('processes', () => {
    const subject = useStore(options);

    const processes = (): ProcessStore => {
      const shared = subject.store.processes;
      if (shared === null) throw new Error('The store has no ProcessStore.');
      return shared;
    };

    it('knows who is there, once each, in order', async () => {
      expect(await processes().present()).toEqual([]);
      for (const ownerId of ['two', 'one', 'two']) await processes().announce(ownerId);
      expect(await processes().present()).toEqual(['one', 'two']);
      await processes().withdraw('two');
      await processes().withdraw('three');
      expect(await processes().present()).toEqual(['one']);
    });

    it('knows who has which bot', async () => {
      const lease = await subject.lease('anna', 'one');
      await subject.lease('bert', 'two');
      const [anna, bert] = [
        { ownerId: 'one', notice: null },
        { ownerId: 'two', notice: null },
      ];
      expect(await processes().holders()).toEqual(new Map(Object.entries({ anna, bert })));
      expect(await processes().holder('anna')).toEqual(anna);
      await subject.store.leases.release(lease);
      expect(await processes().holders()).toEqual(new Map([['bert', bert]]));
      expect(await processes().holder('anna')).toBeNull();
    });

    it('shows what was put up of a bot last, as it was', async () => {
      const lease = await subject.lease();
      for (const notice of HOSTILE) {
        await processes().publish(lease, notice);
        expect((await processes().holder(USER_ID))?.notice).toBe(notice);
      }
    });

    it('shows nothing that was put up under another lease', async () => {
      const older = await subject.lease();
      await processes().publish(older, 'old');
      await subject.lease();
      await processes().publish(older, 'too late');
      expect((await processes().holder(USER_ID))?.notice).toBeNull();
    });

    it('hands each request out once, in order, to the process that it is for', async () => {
      const first = await processes().ask('one', 'first');
      const second = await processes().ask('one', 'second');
      const other = await processes().ask('two', 'other');
      expect(await processes().takeRequests('one')).toEqual([
        { id: first, request: 'first' },
        { id: second, request: 'second' },
      ]);
      expect(await processes().takeRequests('one')).toEqual([]);
      expect(await processes().takeRequests('two')).toEqual([{ id: other, request: 'other' }]);
    });

    it('gives the answer to whoever asked', async () => {
      const [one, other] = [await processes().ask('one', 'question'), await processes().ask('one', 'other')];
      expect(await processes().answerTo(one)).toBeNull();
      await processes().answer(one, 'an answer');
      await processes().answer('unknown', 'nothing');
      expect([await processes().answerTo(one), await processes().answerTo(other)]).toEqual([
        'an answer',
        null,
      ]);
      expect(await processes().answerTo('unknown')).toBeNull();
    });
  });
}
