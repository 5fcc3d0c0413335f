import { describe, expect, it } from 'vitest';
import { sampleParty, sampleTrackedGroup, sampleTrackedMessage } from '../sample-tracking.ts';
import type { StoreConformanceOptions } from './options.ts';
import { GROUP_ID, useTracking } from './tracking-subject.ts';

const ANN = sampleParty('ann', { displayName: 'Ann', alternateIdentifiers: ['ann-lid', 'ann-phone'] });
const SENT = { providerMessageId: 'sent' };

/** TrackingStore.record: what is kept, and what is not. */
export function testTrackingRecording(options: StoreConformanceOptions): void {
  describe('recording', () => {
    const subject = useTracking(options);

    it('keeps the whole of a message', async () => {
      const message = sampleTrackedMessage(`line 1\nline 2 🎈 ${'x'.repeat(60_000)}`, 8, {
        sender: ANN,
        originatingTime: 5,
        providerMessageId: 'id of the platform',
      });
      const bare = sampleTrackedMessage('', 9, { providerMessageId: null });
      await subject.trackFrom(0);
      await subject.record(message, bare);
      await subject.cut(10);
      const [period] = await subject.periods();
      expect(period?.messages).toEqual([
        { ...message, isLate: false },
        { ...bare, isLate: false },
      ]);
    });

    it('keeps each message once, as it came first', async () => {
      await subject.trackFrom(0);
      await subject.record(sampleTrackedMessage('first', 3, SENT), sampleTrackedMessage('again', 4, SENT));
      await subject.record(sampleTrackedMessage('once more', 12, SENT));
      await subject.cut(10);
      await subject.record(sampleTrackedMessage('late', 5, SENT));
      await subject.cut(20);
      expect(await subject.lines()).toEqual(['0-10: first', '10-20:']);
    });

    it('keeps a message once also when the group was tracked no more in between', async () => {
      await subject.trackFrom(0);
      await subject.record(sampleTrackedMessage('first', 3, SENT));
      await subject.untrack(10);
      await subject.trackFrom(10);
      await subject.record(sampleTrackedMessage('again', 12, SENT));
      await subject.cut(20);
      expect(await subject.lines()).toEqual(['0-10: first', '10-20:']);
    });

    it.each([
      ['its identifier', ANN, sampleParty('ann')],
      ['an alternate id that was kept', ANN, sampleParty('ann-phone')],
      ['an alternate id that comes now', sampleParty('ann-phone'), ANN],
      ['an alternate id of both', ANN, sampleParty('ann-2', { alternateIdentifiers: ['x', 'ann-lid'] })],
    ])('knows a sender by %s', async (_, first, second) => {
      await subject.trackFrom(0);
      await subject.record(sampleTrackedMessage('first', 3, { ...SENT, sender: first }));
      await subject.record(sampleTrackedMessage('again', 4, { ...SENT, sender: second }));
      await subject.cut(10);
      expect(await subject.lines()).toEqual(['0-10: first']);
    });

    it('tells senders apart who use the same message id', async () => {
      const bob = sampleParty('bob', { displayName: 'Ann', alternateIdentifiers: ['bob-lid'] });
      await subject.trackFrom(0);
      await subject.record(
        sampleTrackedMessage('by ann', 3, { ...SENT, sender: ANN }),
        sampleTrackedMessage('by bob', 4, { ...SENT, sender: bob }),
        sampleTrackedMessage('by bob again', 5, { ...SENT, sender: bob }),
        sampleTrackedMessage('by ann again', 6, { ...SENT, sender: ANN }),
      );
      await subject.cut(10);
      expect(await subject.lines()).toEqual(['0-10: by ann by bob']);
    });

    it('tells groups apart in which the same sender uses the same message id', async () => {
      await subject.track([sampleTrackedGroup(), sampleTrackedGroup('zoo')]);
      const { tracking } = subject.stores.store;
      const message = sampleTrackedMessage('hello', 3);
      await subject.record(message);
      await tracking.record(await subject.stores.lease(), 'zoo', [message]);
      await tracking.cut(await subject.stores.lease(), 'zoo', [10], 10);
      expect(await subject.periods({}, 'zoo')).toMatchObject([
        { groupId: 'zoo', messages: [{ content: 'hello' }] },
      ]);
    });

    it('takes messages without an id of the platform for different ones', async () => {
      const anonymous = sampleTrackedMessage('hello', 3, { providerMessageId: null });
      await subject.trackFrom(0);
      await subject.record(anonymous, anonymous);
      await subject.record(anonymous);
      await subject.cut(10);
      expect(await subject.lines()).toEqual(['0-10: hello hello hello']);
    });

    it('passes over the messages of a group that is not tracked', async () => {
      await subject.record(sampleTrackedMessage('too early', 3));
      expect(await subject.stores.store.tracking.groups('anna')).toEqual([]);
      await subject.trackFrom(0);
      await subject.cut(10);
      await subject.untrack(15);
      await subject.record(sampleTrackedMessage('into a period', 5), sampleTrackedMessage('into none', 12));
      await subject.trackFrom(10);
      await subject.cut(20);
      expect(await subject.lines()).toEqual(['0-10:', '10-20:']);
    });

    it('knows a group by its identifier only', async () => {
      const group = sampleParty('other', { alternateIdentifiers: [GROUP_ID], displayName: GROUP_ID });
      await subject.track([sampleTrackedGroup('other', { group })]);
      await subject.record(sampleTrackedMessage('hello', 3));
      await subject.cut(10);
      expect(await subject.periods()).toEqual([]);
      expect(await subject.periods({}, 'other')).toEqual([]);
    });

    it('does not need any message', async () => {
      await subject.trackFrom(0);
      await subject.record();
      await subject.cut(10);
      expect(await subject.lines()).toEqual(['0-10:']);
    });
  });
}
