import { describe } from 'vitest';
import { testDeciding } from './deciding.ts';
import type { StoreConformanceOptions } from './options.ts';
import { testPlanning } from './planning.ts';
import { testSending } from './sending.ts';
import { testUsage } from './usage.ts';

/** TurnStore. */
export function testTurns(options: StoreConformanceOptions): void {
  describe('turns', () => {
    testPlanning(options);
    testDeciding(options);
    testSending(options);
    testUsage(options);
  });
}
