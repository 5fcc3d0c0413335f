import { describe, expect, it } from 'vitest';
import { sampleTrackedMessage } from '../sample-tracking.ts';
import type { StoreConformanceOptions } from './options.ts';
import { useTracking } from './tracking-subject.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** In which window a message stands, and where in it. */
export function testTrackingPlacing(options: StoreConformanceOptions): void {
  describe('placing', () => {
    const subject = useTracking(options);

    /** Messages that are told by their time. */
    function at(...times: number[]) {
      return times.map((time) => sampleTrackedMessage(String(time), 5_000, { originatingTime: time }));
    }

    it('puts a message into the window of its time, which begins after its start and ends with its end', async () => {
      await subject.trackFrom(100);
      await subject.record(...at(300, 101, 201, 200, 100.5, 200.5, 199));
      await subject.cut(200, 300);
      expect(await subject.lines()).toEqual(['100-200: 100.5 101 199 200', '200-300: 200.5 201 300']);
    });

    it('takes the time of acceptance when the platform gave none', async () => {
      await subject.trackFrom(100);
      await subject.record(sampleTrackedMessage('b', 250), sampleTrackedMessage('a', 150), ...at(200));
      await subject.cut(200, 300);
      expect(await subject.lines()).toEqual(['100-200: a 200', '200-300: b']);
    });

    it('takes no time for later than a day after its acceptance', async () => {
      await subject.trackFrom(0);
      const ahead = (content: string, originatingTime: number) =>
        sampleTrackedMessage(content, 10, { originatingTime });
      await subject.record(
        ahead('far', 5 * DAY_MS),
        ahead('endless', Number.MAX_VALUE),
        ahead('a day', 10 + DAY_MS),
        ahead('less', 9 + DAY_MS),
      );
      await subject.cut(9 + DAY_MS, 10 + DAY_MS, 6 * DAY_MS);
      expect(await subject.lines()).toEqual([
        `0-${9 + DAY_MS}: less`,
        `${9 + DAY_MS}-${10 + DAY_MS}: far endless a day`,
        `${10 + DAY_MS}-${6 * DAY_MS}:`,
      ]);
      const [, period] = await subject.periods();
      expect(period?.messages[0]?.originatingTime).toBe(5 * DAY_MS);
    });

    it('puts what is as old as the first window or older to its beginning, in the order of time', async () => {
      await subject.trackFrom(100);
      await subject.record(...at(101, 100, -5, 60, 0));
      await subject.cut(100.5, 200);
      expect(await subject.lines()).toEqual(['100-100.5: -5 0 60 100', '100.5-200: 101']);
    });

    it('adds what comes late to the period of its time', async () => {
      await subject.trackFrom(100);
      await subject.record(...at(150, 250));
      await subject.cut(200, 300);
      await subject.record(...at(120, 180, 200, 201, 300, 301));
      await subject.cut(400);
      expect(await subject.lines()).toEqual([
        '100-200: (120) 150 (180) (200)',
        '200-300: (201) 250 (300)',
        '300-400: 301',
      ]);
    });

    it('adds what is older than everything to the first period when that was cut', async () => {
      await subject.trackFrom(100);
      await subject.record(...at(60));
      await subject.cut(200, 300);
      await subject.record(...at(50, 70));
      expect(await subject.lines()).toEqual(['100-200: (50) 60 (70)', '200-300:']);
    });

    it('puts the time between two runs of tracking to what follows', async () => {
      await subject.trackFrom(100);
      await subject.cut(200);
      await subject.untrack(250);
      await subject.trackFrom(300);
      await subject.record(...at(250, 301, 201, 300, 200));
      await subject.cut(400);
      await subject.record(...at(240));
      expect(await subject.lines()).toEqual(['100-200: (200)', '300-400: 201 (240) 250 300 301']);
    });

    it('puts what belongs to a period that was deleted to what follows', async () => {
      await subject.trackFrom(0);
      await subject.cut(100, 200, 300);
      await subject.stores.store.tracking.deletePeriods('anna', 'family', { from: 50, until: 250 });
      await subject.record(...at(150, 250, 210));
      expect(await subject.lines()).toEqual(['0-100:', '200-300: (150) (210) (250)']);
      await subject.stores.store.tracking.deletePeriods('anna', 'family', {});
      await subject.record(...at(50, 301));
      await subject.cut(400);
      expect(await subject.lines()).toEqual(['300-400: 50 301']);
    });

    it('orders messages of one time by their recording', async () => {
      const named = (content: string) => sampleTrackedMessage(content, 5_000, { originatingTime: 150 });
      const older = (content: string) => sampleTrackedMessage(content, 5_000, { originatingTime: 50 });
      await subject.trackFrom(100);
      await subject.record(named('c'), named('a'), older('z'));
      await subject.record(named('b'), older('y'));
      await subject.cut(200);
      await subject.record(older('x'), named('A'));
      expect(await subject.lines()).toEqual(['100-200: z y (x) c a b (A)']);
    });

    it('moves nothing when a window is cut', async () => {
      await subject.trackFrom(100);
      await subject.record(...at(50, 150, 250));
      await subject.cut(120);
      expect(await subject.lines()).toEqual(['100-120: 50']);
      await subject.cut(160);
      await subject.cut(300);
      expect(await subject.lines()).toEqual(['100-120: 50', '120-160: 150', '160-300: 250']);
    });
  });
}
