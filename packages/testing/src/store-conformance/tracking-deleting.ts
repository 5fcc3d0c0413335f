import type { PeriodQuery } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { sampleTrackedGroup, sampleTrackedMessage } from '../sample-tracking.ts';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID } from './store-subject.ts';
import { GROUP_ID, useTracking } from './tracking-subject.ts';

/** TrackingStore.deletePeriods */
export function testTrackingDeleting(options: StoreConformanceOptions): void {
  describe('deleting', () => {
    const subject = useTracking(options);

    async function deletePeriods(query: PeriodQuery, groupId = GROUP_ID): Promise<number> {
      return subject.stores.store.tracking.deletePeriods(USER_ID, groupId, query);
    }

    async function fill(): Promise<void> {
      await subject.trackFrom(0);
      await subject.record(
        sampleTrackedMessage('a', 5),
        sampleTrackedMessage('b', 15),
        sampleTrackedMessage('c', 25),
        sampleTrackedMessage('open', 35),
      );
      await subject.cut(10, 20, 30);
    }

    it.each<[PeriodQuery, number, string[]]>([
      [{}, 3, []],
      [{ last: 0 }, 3, []],
      [{ last: 1 }, 1, ['0-10: a', '10-20: b']],
      [{ until: 25 }, 2, ['20-30: c']],
      [{ until: 25, last: 1 }, 1, ['0-10: a', '20-30: c']],
      [{ from: 5 }, 2, ['0-10: a']],
      [{ from: 5, until: 25 }, 1, ['0-10: a', '20-30: c']],
      [{ from: 20 }, 0, ['0-10: a', '10-20: b', '20-30: c']],
    ])('%j tells that there were %i and leaves the others', async (query, count, left) => {
      await fill();
      expect(await deletePeriods(query)).toBe(count);
      expect(await subject.lines()).toEqual(left);
    });

    it('leaves the open window', async () => {
      await fill();
      await deletePeriods({});
      expect(await subject.stores.store.tracking.groups(USER_ID)).toMatchObject([
        { isTracked: true, windowStart: 30 },
      ]);
      await subject.record(sampleTrackedMessage('open', 36), sampleTrackedMessage('new', 37));
      await subject.cut(40);
      expect(await subject.lines()).toEqual(['30-40: open new']);
    });

    it('forgets the messages, so that they are kept when they come again', async () => {
      await fill();
      await deletePeriods({ from: 15 });
      await subject.record(sampleTrackedMessage('a', 5), sampleTrackedMessage('c', 25));
      await subject.cut(40);
      expect(await subject.lines()).toEqual(['0-10: a', '10-20: b', '30-40: c open']);
    });

    it('forgets only the messages of the periods that it deletes', async () => {
      const anonymous = { providerMessageId: null };
      const sent = { providerMessageId: 'sent' };
      const bob = { identifier: 'bob', displayName: 'bob', alternateIdentifiers: [] };
      await subject.trackFrom(0);
      await subject.record(
        sampleTrackedMessage('by ann', 5, sent),
        sampleTrackedMessage('by bob', 15, { ...sent, sender: bob }),
        sampleTrackedMessage('by nobody', 5, anonymous),
      );
      await subject.cut(10, 20);
      await deletePeriods({ until: 15 });
      await subject.record(
        sampleTrackedMessage('again', 16, { ...sent, sender: bob }),
        sampleTrackedMessage('by ann', 17, sent),
      );
      expect(await subject.lines()).toEqual(['10-20: by bob (by ann)']);
    });

    it('leaves the order of what stands behind', async () => {
      await fill();
      await subject.untrack(40);
      await subject.trackFrom(60);
      await subject.record(sampleTrackedMessage('x', 55), sampleTrackedMessage('z', 57));
      await deletePeriods({});
      await subject.record(sampleTrackedMessage('y', 56));
      await subject.cut(70);
      expect(await subject.lines()).toEqual(['60-70: x y z']);
    });

    it('leaves other groups and other bots alone', async () => {
      await fill();
      await subject.track([sampleTrackedGroup(), sampleTrackedGroup('zoo')]);
      await subject.stores.store.tracking.cut(await subject.stores.lease(), 'zoo', [10], 10);
      expect(await deletePeriods({}, 'zoo')).toBe(1);
      expect(await subject.stores.store.tracking.deletePeriods('bert', GROUP_ID, {})).toBe(0);
      expect(await deletePeriods({}, 'unknown')).toBe(0);
      expect(await subject.lines()).toEqual(['0-10: a', '10-20: b', '20-30: c']);
    });

    it('forgets a group that is not tracked with its last period', async () => {
      await fill();
      await subject.untrack(40);
      await deletePeriods({ last: 1 });
      expect(await subject.stores.store.tracking.groups(USER_ID)).toMatchObject([
        { isTracked: false, windowStart: 30 },
      ]);
      await deletePeriods({});
      expect(await subject.stores.store.tracking.groups(USER_ID)).toEqual([]);
      await subject.trackFrom(5);
      expect(await subject.stores.store.tracking.groups(USER_ID)).toMatchObject([{ windowStart: 5 }]);
    });

    it('needs no lease', async () => {
      await fill();
      await subject.stores.lease();
      await subject.stores.store.leases.release(await subject.stores.lease());
      expect(await deletePeriods({})).toBe(3);
    });
  });
}
