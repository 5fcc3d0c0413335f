import { defineConfig } from 'vitest/config';
import { SummaryReporter } from './scripts/summary-reporter.mjs';

const conditions = ['@chat-imposter/source'];

/** Tests that may be skipped in CI: `file > group > test` and the reason. Any other skip fails there. */
const allowedSkips = {};

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/dashboard/app/**/*.test.ts',
      'examples/*/test/**/*.test.ts',
      'benchmarks/src/**/*.test.ts',
      'tests/**/*.test.ts',
    ],
    reporters: ['default', new SummaryReporter({ allowedSkips })],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
