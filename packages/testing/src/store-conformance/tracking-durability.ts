import { describe, expect, it } from 'vitest';
import { sampleParty, sampleTrackedGroup, sampleTrackedMessage } from '../sample-tracking.ts';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID } from './store-subject.ts';
import { GROUP_ID, useTracking } from './tracking-subject.ts';

/** What another store finds of tracking on the same data. */
export function testTrackingDurability(options: StoreConformanceOptions): void {
  describe('opened again', () => {
    const subject = useTracking(options);

    it('has groups, periods and the open window', async () => {
      const group = sampleParty(GROUP_ID, { displayName: 'The family', alternateIdentifiers: ['family-2'] });
      await subject.track([sampleTrackedGroup(GROUP_ID, { group }), sampleTrackedGroup('zoo')]);
      await subject.record(
        sampleTrackedMessage('b', 5, { sender: sampleParty('bob', { alternateIdentifiers: ['bob-lid'] }) }),
        sampleTrackedMessage('a', 5),
        sampleTrackedMessage('old', -5),
        sampleTrackedMessage('open', 15, { originatingTime: 16 }),
      );
      await subject.cut(10);
      await subject.record(sampleTrackedMessage('late', 6));
      await subject.stores.store.tracking.setDigest(await subject.stores.lease(), GROUP_ID, 10, 'digest');
      await subject.track([sampleTrackedGroup(GROUP_ID, { group })], 20);
      const before = {
        groups: await subject.stores.store.tracking.groups(USER_ID),
        periods: await subject.periods(),
      };
      const store = await subject.stores.reopen();
      expect(await store.tracking.groups(USER_ID)).toEqual(before.groups);
      expect(await subject.periods()).toEqual(before.periods);
      expect(await subject.lines()).toEqual(['0-10: old b a (late)']);
      await subject.record(sampleTrackedMessage('open', 17), sampleTrackedMessage('a', 18));
      await subject.cut(20);
      expect(await subject.lines({ last: 1 })).toEqual(['10-20: open']);
    });
  });
}
