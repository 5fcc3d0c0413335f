import { parseArgs } from 'node:util';
import { temporaryFolder } from '../../server-process.ts';
import { brokenBySharing, runSharing } from './sharing-run.ts';

/*
 * Two reference servers share `--bots` bots (default 5) on WhatsApp through one MongoDB, and are killed, paused and
 * stopped for `--minutes` (default 5). Prints the figures as a line of JSON, and ends with 1 when a promise was broken.
 */
const { values } = parseArgs({
  args: process.argv.slice(2).filter((argument) => argument !== '--'),
  options: {
    bots: { type: 'string', default: '5' },
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string' },
  },
});
const seed = Number(values.seed ?? (process.env.IMPOSTER_SEED || Math.floor(Math.random() * 2 ** 31)));
const folder = await temporaryFolder();
const result = await runSharing({
  ...{ bots: Number(values.bots), minutes: Number(values.minutes), seed, folder: folder.path },
});
await folder.remove();
const broken = brokenBySharing(result);
console.log(JSON.stringify({ ...result, broken }));
process.exit(broken.length > 0 ? 1 : 0);
