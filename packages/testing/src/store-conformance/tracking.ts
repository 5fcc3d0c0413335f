import { describe } from 'vitest';
import type { StoreConformanceOptions } from './options.ts';
import { testTrackingAnySequence } from './tracking-any-sequence.ts';
import { testTrackingDeleting } from './tracking-deleting.ts';
import { testTrackingDurability } from './tracking-durability.ts';
import { testTrackingGroups } from './tracking-groups.ts';
import { testTrackingHostileTexts } from './tracking-hostile-texts.ts';
import { testTrackingPeriods } from './tracking-periods.ts';
import { testTrackingPlacing } from './tracking-placing.ts';
import { testTrackingRecording } from './tracking-recording.ts';
import { testTrackingSafety } from './tracking-safety.ts';

/** TrackingStore. */
export function testTracking(options: StoreConformanceOptions): void {
  describe('tracking', () => {
    testTrackingGroups(options);
    testTrackingRecording(options);
    testTrackingPlacing(options);
    testTrackingPeriods(options);
    testTrackingDeleting(options);
    testTrackingSafety(options);
    testTrackingHostileTexts(options);
    testTrackingAnySequence(options);
    if (options.isDurable) testTrackingDurability(options);
  });
}
