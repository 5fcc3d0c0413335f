import { isDeepStrictEqual } from 'node:util';
import { inRounds } from '../harness/rounds.ts';
import { tell } from '../harness/tell.ts';
import { median, ratios } from '../statistics.ts';
import { type Target, targetTable, threeDigits } from '../target.ts';
import { API_CASES, type ApiCase, type ApiCaseName } from './api-cases.ts';
import { type Answered, ApiClient } from './api-client.ts';
import { MeasuredServer, type ServerName } from './measured-server.ts';

/** How much is asked. */
export interface ApiScale {
  rounds: number;
  /** Calls before CPU time is counted, so that the compiler has done its work. */
  warmUp: number;
  /** Calls while it is counted. */
  calls: number;
}

export const FULL_API: ApiScale = { rounds: 7, warmUp: 5_000, calls: 10_000 };

/** Tells whether something broke, not more. */
export const SHORT_API: ApiScale = { rounds: 1, warmUp: 300, calls: 600 };

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
    await assertSameAnswers(API_CASES[name]);
    const samples = await inRounds(['ours', 'bare'], scale.rounds, (server) =>
      sample(server, API_CASES[name], scale),
    );
    const ours = samples.get('ours') ?? [];
    const bare = samples.get('bare') ?? [];
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
async function sample(name: ServerName, call: ApiCase, { warmUp, calls }: ApiScale): Promise<number> {
  return withServer(name, async (server, client) => {
    await client.askOften(call, warmUp);
    return (await server.cpuOf(() => client.askOften(call, calls))) / calls;
  });
}

/** @throws Error when the two servers do not answer the same */
async function assertSameAnswers(call: ApiCase): Promise<void> {
  const [ours, bare] = [await answerOf('ours', call), await answerOf('bare', call)];
  if (isDeepStrictEqual(ours, bare)) return;
  throw new Error(`Not the same answers: ${JSON.stringify(ours)} and ${JSON.stringify(bare)}.`);
}

function answerOf(name: ServerName, call: ApiCase): Promise<Answered> {
  return withServer(name, (_, client) => client.ask(call));
}

async function withServer<Result>(
  name: ServerName,
  work: (server: MeasuredServer, client: ApiClient) => Promise<Result>,
): Promise<Result> {
  await using server = await MeasuredServer.start(name);
  const client = new ApiClient(server.port);
  try {
    return await work(server, client);
  } finally {
    client.close();
  }
}

function figures(samples: readonly number[]): string {
  const range = `${threeDigits(Math.min(...samples))}–${threeDigits(Math.max(...samples))}`;
  return `${threeDigits(median(samples))} (${range})`;
}
