import { parseArgs } from 'node:util';
import { seedOfRun } from '@chat-imposter/testing/faults';
import { brokenBySharing, runSharing } from './sharing-run.ts';

/*
 * Two processes share `--bots` bots (default 100) in one MongoDB, and are killed, paused and stopped for `--minutes` (default
 * 5). Prints the figures as a line of JSON, and ends with 1 when a promise was broken.
 */
const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    bots: { type: 'string', default: '100' },
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string' },
  },
});
const seed = values.seed === undefined ? seedOfRun() : Number(values.seed);
const result = await runSharing({ bots: Number(values.bots), minutes: Number(values.minutes), seed });
const broken = brokenBySharing(result);
console.log(JSON.stringify({ ...result, broken }));
process.exit(broken.length > 0 ? 1 : 0);
