import { describe, expect, it } from 'vitest';
import { sampleParty, sampleTrackedGroup, sampleTrackedMessage } from '../sample-tracking.ts';
import { HOSTILE } from './hostile-texts.ts';
import type { StoreConformanceOptions } from './options.ts';
import { GROUP_ID, useTracking } from './tracking-subject.ts';

/** Ids and texts of groups and their members are only ever data, and come back as they went in. */
export function testTrackingHostileTexts(options: StoreConformanceOptions): void {
  describe('hostile texts', () => {
    const subject = useTracking(options);

    it('tells groups apart, and keeps names and schedules', async () => {
      const groups = HOSTILE.map((text) =>
        sampleTrackedGroup(text, {
          group: { identifier: text, displayName: text, alternateIdentifiers: [text] },
          schedule: text,
        }),
      );
      const { tracking } = subject.stores.store;
      await subject.track(groups);
      const kept = await tracking.groups('anna');
      expect(kept).toHaveLength(HOSTILE.length);
      expect(new Map(kept.map((each) => [each.group.identifier, each]))).toEqual(
        new Map(groups.map((each) => [each.group.identifier, { ...each, isTracked: true }])),
      );
      const lease = await subject.stores.lease();
      for (const text of HOSTILE) {
        await tracking.record(lease, text, [sampleTrackedMessage(text, 5)]);
        await tracking.cut(lease, text, [10], 10);
        await tracking.setDigest(lease, text, 10, text);
      }
      for (const text of HOSTILE) {
        expect(await subject.periods({}, text)).toMatchObject([
          { groupId: text, digest: text, messages: [{ content: text }] },
        ]);
      }
    });

    it('tells bots apart', async () => {
      const { tracking } = subject.stores.store;
      for (const [index, userId] of HOSTILE.entries()) {
        const lease = await subject.stores.lease(userId);
        await tracking.track(lease, [sampleTrackedGroup(GROUP_ID, { windowStart: index })], 0);
      }
      for (const [index, userId] of HOSTILE.entries()) {
        expect(await tracking.groups(userId)).toMatchObject([{ windowStart: index }]);
      }
    });

    it('tells message ids and senders apart, and keeps names and contents', async () => {
      const messages = HOSTILE.flatMap((text) => [
        sampleTrackedMessage(text, 5),
        sampleTrackedMessage(text, 5, {
          sender: { identifier: `of ${text}`, displayName: text, alternateIdentifiers: [`also ${text}`] },
        }),
        sampleTrackedMessage(`by ${text}`, 5, { sender: sampleParty(text), providerMessageId: 'one' }),
      ]);
      await subject.trackFrom(0);
      await subject.record(...messages);
      await subject.record(...messages);
      await subject.cut(10);
      const [period] = await subject.periods();
      expect(period?.messages).toEqual(messages.map((message) => ({ ...message, isLate: false })));
    });

    it('keeps times as they are, however strange', async () => {
      const times = [-1e300, -0.5, 0, 0.5, 2 ** 53 + 2];
      await subject.trackFrom(-0.25);
      await subject.record(
        ...times.map((time) => sampleTrackedMessage(String(time), 2 ** 54, { originatingTime: time })),
      );
      await subject.cut(0, 0.5, 2 ** 60);
      expect(await subject.lines()).toEqual([
        '-0.25-0: -1e+300 -0.5 0',
        '0-0.5: 0.5',
        '0.5-1152921504606847000: 9007199254740994',
      ]);
      const all = (await subject.periods()).reverse().flatMap(({ messages }) => messages);
      expect(all.map(({ originatingTime }) => originatingTime)).toEqual(times);
    });
  });
}
