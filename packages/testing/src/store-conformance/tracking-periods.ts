import type { PeriodQuery } from '@chat-imposter/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { sampleTrackedGroup, sampleTrackedMessage } from '../sample-tracking.ts';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID } from './store-subject.ts';
import { GROUP_ID, lineOf, readAll, useTracking } from './tracking-subject.ts';

/** TrackingStore.cut, periods and setDigest. */
export function testTrackingPeriods(options: StoreConformanceOptions): void {
  describe('periods', () => {
    const subject = useTracking(options);

    it('tell everything of a period', async () => {
      await subject.trackFrom(100);
      const message = sampleTrackedMessage('hello', 150);
      await subject.record(message);
      await subject.cut(200);
      const [period] = await subject.periods();
      expect(period).toEqual({
        periodId: period?.periodId,
        groupId: GROUP_ID,
        start: 100,
        end: 200,
        createdTime: 9_000,
        messages: [{ ...message, isLate: false }],
        digest: null,
      });
      expect(period?.periodId).toMatch(/./);
    });

    it('follow one another without a gap, empty ones among them', async () => {
      await subject.trackFrom(100);
      await subject.cut(200);
      await subject.cut(300, 450);
      await subject.cut(451);
      expect(await subject.lines()).toEqual(['100-200:', '200-300:', '300-450:', '450-451:']);
      expect(await subject.stores.store.tracking.groups(USER_ID)).toMatchObject([{ windowStart: 451 }]);
    });

    it('are not cut at instants that are not after the start of the open window', async () => {
      await subject.trackFrom(100);
      await subject.cut(100, 50, 200, 200, 150, 300);
      await subject.cut(300, 299);
      await subject.cut();
      expect(await subject.lines()).toEqual(['100-200:', '200-300:']);
    });

    it('are not cut in a group that is not tracked', async () => {
      await subject.cut(10);
      await subject.trackFrom(0);
      await subject.cut(10);
      await subject.untrack(15);
      await subject.cut(20);
      expect(await subject.lines()).toEqual(['0-10:']);
      expect(await subject.stores.store.tracking.groups(USER_ID)).toMatchObject([{ windowStart: 10 }]);
    });

    it('are cut in one group, not in the others', async () => {
      await subject.track([sampleTrackedGroup(), sampleTrackedGroup('zoo')]);
      await subject.cut(10);
      expect(await subject.periods({}, 'zoo')).toEqual([]);
    });

    it('do not show the open window', async () => {
      await subject.trackFrom(0);
      await subject.record(sampleTrackedMessage('a', 5));
      expect(await subject.periods()).toEqual([]);
    });

    it('are named once and for all', async () => {
      const ids = new Set<string>();
      let count = 0;
      for (const groupId of [GROUP_ID, 'zoo', GROUP_ID]) {
        await subject.track([sampleTrackedGroup(groupId)]);
        await subject.stores.store.tracking.cut(await subject.stores.lease(), groupId, [10, 20], 20);
        const [newest, oldest] = await subject.periods({}, groupId);
        await subject.stores.store.tracking.deletePeriods(USER_ID, groupId, { from: 5 });
        await subject.stores.store.tracking.cut(await subject.stores.lease(), groupId, [30], 30);
        const [next, still] = await subject.periods({}, groupId);
        expect(still?.periodId).toBe(oldest?.periodId);
        for (const period of [newest, oldest, next]) ids.add(period?.periodId ?? '');
        count += 3;
        await subject.untrack(30);
        await subject.stores.store.tracking.deletePeriods(USER_ID, groupId, {});
      }
      expect(ids.size).toBe(count);
    });

    it('stay when the configuration of their bot is deleted', async () => {
      const { configurations } = subject.stores.store;
      await configurations.save(USER_ID, {});
      await subject.trackFrom(0);
      await subject.record(sampleTrackedMessage('a', 5));
      await subject.cut(10);
      await configurations.delete(USER_ID);
      expect(await subject.lines()).toEqual(['0-10: a']);
    });

    describe('of a query', () => {
      beforeEach(async () => {
        await subject.trackFrom(0);
        await subject.record(sampleTrackedMessage('a', 5), sampleTrackedMessage('c', 25));
        await subject.cut(10, 20, 30, 40);
      });

      it.each<[PeriodQuery, string[]]>([
        [{}, ['30-40:', '20-30: c', '10-20:', '0-10: a']],
        [{ last: 0 }, ['30-40:', '20-30: c', '10-20:', '0-10: a']],
        [{ last: 2 }, ['30-40:', '20-30: c']],
        [{ last: 9 }, ['30-40:', '20-30: c', '10-20:', '0-10: a']],
        [{ from: 10 }, ['30-40:', '20-30: c']],
        [{ from: 9 }, ['30-40:', '20-30: c', '10-20:']],
        [{ until: 30 }, ['10-20:', '0-10: a']],
        [{ until: 31 }, ['20-30: c', '10-20:', '0-10: a']],
        [{ until: 41, last: 1 }, ['30-40:']],
        [{ until: 40, last: 2 }, ['20-30: c', '10-20:']],
        [{ from: 0, until: 40 }, ['20-30: c', '10-20:']],
        [{ from: 0, until: 40, last: 1 }, ['20-30: c']],
        [{ from: 15, until: 25 }, []],
        [{ from: 30 }, []],
        [{ until: 10 }, []],
        [{ from: 30, until: 10 }, []],
        [{ from: -1, until: 1e300 }, ['30-40:', '20-30: c', '10-20:', '0-10: a']],
      ])('%j are those that begin and end as it says, newest first', async (query, expected) => {
        expect((await subject.periods(query)).map(lineOf)).toEqual(expected);
      });

      it('are read one by one, each as it is when it is asked for', async () => {
        const reading = subject.stores.store.tracking.periods(USER_ID, GROUP_ID, {})[Symbol.asyncIterator]();
        const next = async () => {
          const { done, value } = await reading.next();
          return done ? 'done' : lineOf(value);
        };
        expect(await next()).toBe('30-40:');
        await subject.record(sampleTrackedMessage('d', 28), sampleTrackedMessage('e', 45));
        await subject.cut(50);
        expect(await next()).toBe('20-30: c (d)');
        await subject.stores.store.tracking.deletePeriods(USER_ID, GROUP_ID, { from: 5, until: 25 });
        expect(await next()).toBe('0-10: a');
        expect(await next()).toBe('done');
      });

      it('need not be read to the end', async () => {
        for await (const period of subject.stores.store.tracking.periods(USER_ID, GROUP_ID, {})) {
          expect(lineOf(period)).toBe('30-40:');
          break;
        }
        await subject.cut(50);
        expect(await subject.lines({ last: 1 })).toEqual(['40-50:']);
      });

      it('are those of the query as it was given', async () => {
        const query: PeriodQuery = { until: 25 };
        const periods = subject.stores.store.tracking.periods(USER_ID, GROUP_ID, query);
        query.until = 50;
        expect((await readAll(periods)).map(lineOf)).toEqual(['10-20:', '0-10: a']);
      });
    });

    it('keep the digest of the one that ends at an instant', async () => {
      await subject.track([sampleTrackedGroup(), sampleTrackedGroup('zoo')]);
      const { tracking } = subject.stores.store;
      const setDigest = async (end: number, digest: string) =>
        tracking.setDigest(await subject.stores.lease(), GROUP_ID, end, digest);
      await subject.cut(10, 20, 30);
      await tracking.cut(await subject.stores.lease(), 'zoo', [20], 20);
      await setDigest(20, 'Nothing happened.');
      await setDigest(15, 'no period ends here');
      await setDigest(0, 'nor here');
      await tracking.setDigest(await subject.stores.lease(), 'unknown', 20, 'unknown');
      expect((await subject.periods()).map(({ digest }) => digest)).toEqual([
        null,
        'Nothing happened.',
        null,
      ]);
      expect(await subject.periods({}, 'zoo')).toMatchObject([{ digest: null }]);
      await setDigest(20, 'On second thoughts, Ann was late.');
      expect(await subject.periods({ from: 5, until: 25 })).toMatchObject([
        { digest: 'On second thoughts, Ann was late.' },
      ]);
    });
  });
}
