import type { GroupTracking } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { sampleParty, sampleTrackedGroup, sampleTrackedMessage } from '../sample-tracking.ts';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID } from './store-subject.ts';
import { GROUP_ID, useTracking } from './tracking-subject.ts';

/** TrackingStore.track and TrackingStore.groups */
export function testTrackingGroups(options: StoreConformanceOptions): void {
  describe('groups', () => {
    const subject = useTracking(options);

    async function groups(userId = USER_ID): Promise<GroupTracking[]> {
      return subject.stores.store.tracking.groups(userId);
    }

    it('are none at first', async () => {
      expect(await groups()).toEqual([]);
    });

    it('are given back as they were, by identifier', async () => {
      const [zoo, family] = [
        sampleTrackedGroup('zoo', { windowStart: 7, schedule: '0/20 * * * *' }),
        sampleTrackedGroup(GROUP_ID, {
          group: sampleParty(GROUP_ID, { displayName: 'The family', alternateIdentifiers: ['b', 'a'] }),
          windowStart: 5,
        }),
      ];
      await subject.track([zoo, family]);
      expect(await groups()).toEqual([
        { ...family, isTracked: true },
        { ...zoo, isTracked: true },
      ]);
    });

    it('of two bots are kept apart', async () => {
      const { store } = subject.stores;
      await subject.trackFrom(1);
      await store.tracking.track(
        await subject.stores.lease('bert'),
        [sampleTrackedGroup(GROUP_ID, { windowStart: 2 })],
        3,
      );
      await subject.record(sampleTrackedMessage('of anna', 10));
      await subject.cut(20);
      expect(await groups('bert')).toMatchObject([{ windowStart: 2 }]);
      expect(await subject.periods({}, GROUP_ID, 'bert')).toEqual([]);
      await store.tracking.track(await subject.stores.lease('bert'), [], 30);
      expect(await groups('bert')).toEqual([]);
      expect(await groups()).toMatchObject([{ isTracked: true, windowStart: 20 }]);
    });

    it('that are tracked already take over name and schedule, and keep their window', async () => {
      await subject.trackFrom(5);
      await subject.record(sampleTrackedMessage('before', 8));
      const renamed = sampleTrackedGroup(GROUP_ID, {
        group: sampleParty(GROUP_ID, { displayName: 'New name', alternateIdentifiers: ['new'] }),
        schedule: '*/5 * * * *',
        windowStart: 50,
      });
      await subject.track([renamed], 60);
      expect(await groups()).toEqual([{ ...renamed, isTracked: true, windowStart: 5 }]);
      await subject.cut(100);
      expect(await subject.lines()).toEqual(['5-100: before']);
    });

    it('that are tracked again take over name and schedule, too', async () => {
      await subject.trackFrom(0);
      await subject.cut(10);
      await subject.untrack(20);
      const renamed = sampleTrackedGroup(GROUP_ID, {
        group: sampleParty(GROUP_ID, { displayName: 'New name', alternateIdentifiers: ['new'] }),
        schedule: '*/5 * * * *',
        windowStart: 30,
      });
      await subject.track([renamed], 35);
      expect(await groups()).toEqual([{ ...renamed, isTracked: true }]);
    });

    it('begin their window where they are told, or at the end of their last period if that is later', async () => {
      await subject.trackFrom(0);
      await subject.cut(10, 20);
      await subject.untrack(25);
      await subject.trackFrom(15);
      expect(await groups()).toMatchObject([{ windowStart: 20 }]);
      await subject.untrack(25);
      await subject.trackFrom(40);
      expect(await groups()).toMatchObject([{ windowStart: 40 }]);
    });

    it('that are not named are tracked no more; what their window holds becomes a last period', async () => {
      await subject.track([sampleTrackedGroup(), sampleTrackedGroup('zoo')]);
      await subject.record(sampleTrackedMessage('a', 3));
      await subject.cut(10);
      await subject.record(sampleTrackedMessage('b', 12));
      await subject.track([sampleTrackedGroup('zoo')], 15);
      expect(await subject.lines()).toEqual(['0-10: a', '10-15: b']);
      const [newest] = await subject.periods({ last: 1 });
      expect(newest).toMatchObject({ createdTime: 15, digest: null, messages: [{ isLate: false }] });
      expect(await groups()).toMatchObject([
        { group: { identifier: GROUP_ID }, isTracked: false, windowStart: 15 },
        { group: { identifier: 'zoo' }, isTracked: true, windowStart: 0 },
      ]);
    });

    it('drop a window that holds nothing when they are tracked no more', async () => {
      await subject.trackFrom(0);
      await subject.record(sampleTrackedMessage('a', 3));
      await subject.cut(10);
      await subject.untrack(15);
      expect(await subject.lines()).toEqual(['0-10: a']);
      expect(await groups()).toMatchObject([{ isTracked: false, windowStart: 10 }]);
    });

    it.each([
      ['a clock that is behind', 5],
      ['a message that stands later', 15],
    ])('end their last period at its last message after %s', async (_, now) => {
      await subject.trackFrom(10);
      await subject.record(
        sampleTrackedMessage('a', 12),
        sampleTrackedMessage('b', 12, { originatingTime: 17 }),
      );
      await subject.untrack(now);
      expect(await subject.lines()).toEqual(['10-17: a b']);
    });

    it('end their last period with a millisecond', async () => {
      await subject.trackFrom(10);
      await subject.record(sampleTrackedMessage('a', 16.5), sampleTrackedMessage('too old', 5));
      await subject.untrack(12);
      expect(await subject.lines()).toEqual(['10-17: too old a']);
      await subject.trackFrom(0);
      await subject.record(sampleTrackedMessage('of before', 5, { providerMessageId: null }));
      expect(await subject.lines()).toEqual(['10-17: too old (of before) a']);
    });

    it('end once, however often they are not named', async () => {
      await subject.trackFrom(0);
      await subject.record(sampleTrackedMessage('a', 3));
      await subject.untrack(10);
      await subject.untrack(20);
      expect(await subject.lines()).toEqual(['0-10: a']);
    });

    it('that are tracked no more and have no periods are forgotten', async () => {
      await subject.trackFrom(10);
      await subject.untrack(20);
      expect(await groups()).toEqual([]);
      await subject.trackFrom(5);
      expect(await groups()).toMatchObject([{ windowStart: 5 }]);
    });

    it('have no periods when nobody knows them', async () => {
      expect(await subject.periods()).toEqual([]);
      expect(await subject.periods({}, GROUP_ID, 'nobody')).toEqual([]);
    });
  });
}
