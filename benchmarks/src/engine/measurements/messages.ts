import { sampleFresh } from '../../harness/fresh-process.ts';
import { inRounds } from '../../harness/rounds.ts';
import { tell } from '../../harness/tell.ts';
import { inTemporaryFolder } from '../../harness/temporary-folder.ts';
import { median, ratios, spread } from '../../statistics.ts';
import { type Target, threeDigits } from '../../target.ts';
import { USER_ID } from '../candidates/bot-document.ts';
import { CANDIDATES, type CandidateName, makeCandidate, makeStore } from '../candidates/make-candidate.ts';
import type { Scale } from '../scale.ts';
import { assertStored } from '../workload/assert-stored.ts';
import { drive, type Taken } from '../workload/drive.ts';
import { ReplyCheck } from '../workload/reply-check.ts';
import { Workload } from '../workload/workload.ts';

/** One run of one candidate. */
export interface MessagesOptions {
  candidate: CandidateName;
  /** Messages before the clock starts, until conversations are as long as they get. */
  warmUp: number;
  messages: number;
  inFlight: number;
}

/** Drives one candidate; the figures are per message. */
export async function sampleMessages(options: MessagesOptions): Promise<Taken> {
  const { candidate: name, warmUp, messages, inFlight } = options;
  const to = warmUp + messages;
  const workload = new Workload(to);
  const check = new ReplyCheck(workload, to, name.endsWith('shared') ? 'shared' : 'own');
  return inTemporaryFolder(async (folder) => {
    const candidate = await makeCandidate(name, { whitelist: workload.contacts, check, folder });
    await candidate.start();
    await drive(candidate, { workload, check, from: 0, to: warmUp, inFlight });
    const taken = await drive(candidate, { workload, check, from: warmUp, to, inFlight });
    await candidate.stop();
    if (name.startsWith('durable'))
      await assertStored(await makeStore('sqlite', folder), { userId: USER_ID, workload, count: to });
    return {
      cpuMicroseconds: taken.cpuMicroseconds / messages,
      wallMicroseconds: taken.wallMicroseconds / messages,
    };
  });
}

/** What the table says, and what is held against a target. */
export interface MessagesReport {
  markdown: string;
  targets: Target[];
}

/** The engine, and how many times the CPU of `bare` it may take. */
const OURS = [
  { name: 'memory', label: 'memory', most: 2 },
  { name: 'memory, shared', label: 'memory, shared context', most: 2 },
  { name: 'durable', label: 'SQLite', most: 3 },
  { name: 'durable, shared', label: 'SQLite, shared context', most: 3 },
] as const;

const LABELS = new Map<CandidateName, string>([
  ['null', '`null`: the driver itself'],
  ['bare', '`bare`: a loop written by hand'],
  ...OURS.map(({ name, label }) => [name, `Chat Imposter, ${label}`] as const),
]);

/** Above this, the machine did something else as well. */
const QUIET_SPREAD = 1.5;

/** Drives every candidate in fresh processes, in turn. */
export async function measureMessages({ rounds, warmUp, messages }: Scale): Promise<MessagesReport> {
  const samples = await inRounds(CANDIDATES, rounds, (candidate, round) => {
    tell(`messages, round ${round + 1} of ${rounds}: ${candidate}`);
    return sampleFresh<Taken>('messages', { candidate, warmUp, messages, inFlight: 100 });
  });
  const cpuOf = (name: CandidateName) => (samples.get(name) ?? []).map((taken) => taken.cpuMicroseconds);
  const wallOf = (name: CandidateName) => (samples.get(name) ?? []).map((taken) => taken.wallMicroseconds);
  const rows = CANDIDATES.map((name) => {
    const cpu = cpuOf(name);
    const range = `${threeDigits(Math.min(...cpu))}–${threeDigits(Math.max(...cpu))}`;
    const cpuRatio = median(ratios(cpu, cpuOf('bare')));
    const wallRatio = median(ratios(wallOf(name), wallOf('bare')));
    return `| ${LABELS.get(name)} | ${threeDigits(median(cpu))} (${range}) | ${threeDigits(cpuRatio)} | ${threeDigits(wallRatio)} |`;
  });
  const timesBare = (name: CandidateName) => median(ratios(cpuOf(name), cpuOf('bare')));
  const markdown = [
    '| CPU per message | µs, median (range) | times `bare`, CPU | times `bare`, wall |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    noiseOf(spread(cpuOf('bare')), rounds),
  ].join('\n');
  return { markdown, targets: targetsOf(timesBare) };
}

function noiseOf(bareSpread: number, rounds: number): string {
  const figure = `The slowest of ${rounds} rounds of \`bare\` took ${threeDigits(bareSpread)} times the CPU of the fastest`;
  return bareSpread > QUIET_SPREAD
    ? `**${figure}: the machine was busy, trust no ratio of this run.**`
    : `${figure}.`;
}

function targetsOf(timesBare: (name: CandidateName) => number): Target[] {
  return OURS.map(({ name, label, most }) => {
    const measured = timesBare(name);
    return {
      figure: `CPU per message, ${label}`,
      measured: `${threeDigits(measured)} × bare`,
      limit: `≤ ${most} × bare`,
      isMet: measured <= most,
    };
  });
}
