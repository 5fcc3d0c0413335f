import { type ProcessTaken, timeNode } from '../../harness/outside-timer.ts';
import { withPlainJavaScript } from '../../harness/plain-javascript.ts';
import { inRounds } from '../../harness/rounds.ts';
import { tell } from '../../harness/tell.ts';
import { median, ratios } from '../../statistics.ts';
import { type Target, threeDigits } from '../../target.ts';
import type { Scale } from '../scale.ts';

const PROGRAMS = ['node', 'import', 'bare', 'ours'] as const;

type Program = (typeof PROGRAMS)[number];

const BARE = new URL('../candidates/cold-start-bare.ts', import.meta.url);
const OURS = new URL('../candidates/cold-start-ours.ts', import.meta.url);

/** Processes end in a fraction of a second, so that more of them are run than of others. */
const RUNS_PER_ROUND = 4;

/** The core as it is published. */
const published = new URL('../dist/index.js', import.meta.resolve('@chat-imposter/core')).href;

/** What it takes to import the core, and to answer a first message, as whole processes. */
export async function measureStartUp({ rounds }: Scale): Promise<Target[]> {
  tell('import and cold start');
  const samples = await withPlainJavaScript((plain) => {
    const args: Record<Program, string[]> = {
      node: ['-e', '0'],
      import: ['-e', `import(${JSON.stringify(published)})`],
      bare: [plain(BARE)],
      ours: [plain(OURS)],
    };
    return inRounds(PROGRAMS, rounds * RUNS_PER_ROUND, (program) => timeNode(args[program]));
  });
  const of = (program: Program, taken: keyof ProcessTaken) =>
    (samples.get(program) ?? []).map((sample) => sample[taken]);
  const ratio = (program: Program, base: Program, taken: keyof ProcessTaken) =>
    median(ratios(of(program, taken), of(base, taken)));
  const imported = ratio('import', 'node', 'cpuMilliseconds');
  const wall = ratio('ours', 'bare', 'wallMilliseconds');
  const ms = (program: Program, taken: keyof ProcessTaken) => `${threeDigits(median(of(program, taken)))} ms`;
  return [
    {
      figure: 'import of the core, CPU of the whole process',
      measured: `${threeDigits(imported)} × \`node -e 0\` (${ms('import', 'cpuMilliseconds')}, ${ms('node', 'cpuMilliseconds')})`,
      limit: '≤ 2 × `node -e 0`',
      isMet: imported <= 2,
    },
    {
      figure: 'cold start to the first reply, wall',
      measured: `${threeDigits(wall)} × bare (${ms('ours', 'wallMilliseconds')}, ${ms('bare', 'wallMilliseconds')}; CPU ${threeDigits(ratio('ours', 'bare', 'cpuMilliseconds'))} ×)`,
      limit: '≤ 1.5 × bare',
      isMet: wall <= 1.5,
    },
  ];
}
