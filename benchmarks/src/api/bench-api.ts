import { isDeepStrictEqual } from 'node:util';
import { tell } from '../harness/tell.ts';
import { median, ratios } from '../statistics.ts';
import { type Target, targetTable, threeDigits } from '../target.ts';
import { API_CASES, type ApiCase, type ApiCaseName } from './api-cases.ts';
import type { Answered } from './api-client.ts';
import { MeasuredServer, type ServerName } from './measured-server.ts';

/** How much is asked. */
export interface ApiScale {
  /** Each with two new processes. */
  rounds: number;
  /** Calls to each server before CPU time is counted, so that the compiler has done its work. */
  warmUp: number;
  /** How often the two servers take turns in a round. */
  turns: number;
  /** Calls of a turn. */
  calls: number;
}

export const FULL_API: ApiScale = { rounds: 5, warmUp: 5_000, turns: 16, calls: 750 };

/** Tells whether something broke, not more. */
export const SHORT_API: ApiScale = { rounds: 1, warmUp: 300, turns: 2, calls: 300 };

const NAMES = ['ours', 'bare'] as const satisfies readonly ServerName[];

const MOST_TIMES = 1.15;

/** Measures the CPU time of calls beside an Express app written by hand; the tables are Markdown. */
export async function benchApi(scale: ApiScale): Promise<string> {
  const lines = [
    '| CPU per call | router, µs, median (range) | bare, µs, median (range) |',
    '| --- | --- | --- |',
  ];
  const targets: Target[] = [];
  for (const name of Object.keys(API_CASES) as ApiCaseName[]) {
    tell(`API: ${name}`);
    const samples: Sample[] = [];
    for (let round = 0; round < scale.rounds; round++) samples.push(await sample(API_CASES[name], scale));
    const ours = samples.map((one) => one.ours);
    const bare = samples.map((one) => one.bare);
    lines.push(`| ${name} | ${figures(ours)} | ${figures(bare)} |`);
    const times = median(ratios(ours, bare));
    targets.push({
      figure: `CPU per call, ${name}`,
      measured: `${threeDigits(times)} × bare`,
      limit: `≤ ${MOST_TIMES} × bare`,
      isMet: times <= MOST_TIMES,
    });
  }
  return `${lines.join('\n')}\n\n${targetTable(targets)}`;
}

/** CPU time of a call, microseconds. */
type Sample = Record<ServerName, number>;

/** Both servers live, and take turns that are short: what disturbs the machine for seconds disturbs both. */
async function sample(call: ApiCase, { warmUp, turns, calls }: ApiScale): Promise<Sample> {
  await using ours = await MeasuredServer.start('ours');
  await using bare = await MeasuredServer.start('bare');
  assertSame(await ours.client.ask(call), await bare.client.ask(call));
  for (const { client } of [ours, bare]) await client.askOften(call, warmUp);
  const taken: Sample = { ours: 0, bare: 0 };
  for (let turn = 0; turn < turns; turn++) {
    const both = { ours, bare };
    for (const name of turn % 2 === 0 ? NAMES : NAMES.toReversed()) {
      const { client } = both[name];
      taken[name] += await both[name].cpuOf(() => client.askOften(call, calls));
    }
  }
  return { ours: taken.ours / (turns * calls), bare: taken.bare / (turns * calls) };
}

/** @throws Error when two servers do not answer the same */
function assertSame(ours: Answered, bare: Answered): void {
  if (isDeepStrictEqual(ours, bare)) return;
  throw new Error(`Not the same answers: ${JSON.stringify(ours)} and ${JSON.stringify(bare)}.`);
}

function figures(samples: readonly number[]): string {
  const range = `${threeDigits(Math.min(...samples))}–${threeDigits(Math.max(...samples))}`;
  return `${threeDigits(median(samples))} (${range})`;
}
