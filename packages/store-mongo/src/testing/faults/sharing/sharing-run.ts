import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createSeededRandom } from '@chat-imposter/testing';
import { type MongoServer, startMongoServer } from '@chat-imposter/testing/mongodb';
import { createMongoStore } from '../../../mongo-store.ts';
import { LeaseWatch } from './lease-watch.ts';
import { type Client, Platform } from './platform.ts';
import type { FromProcess, ToProcess } from './sharing-protocol.ts';

const PROGRAM = fileURLToPath(new URL('sharing-process.ts', import.meta.url));
const PROCESSES = 2;

/** What happens to a process: SIGKILL, SIGSTOP for a while, or an orderly end. */
const FAULTS = ['kill', 'pause', 'stop'] as const;
type Fault = (typeof FAULTS)[number];

/** A process that ended begins again after this long at most; a paused one sleeps longer than its leases at times. */
const LONGEST: Readonly<Record<Fault, number>> = { kill: 40_000, pause: 50_000, stop: 5_000 };
const LONGEST_CALM_MS = 5_000;
const MESSAGE_EVERY_MS = 40;
/** After a fault every bot answers within this time. */
const UP_MS = 35_000;
const REST_MS = 60_000;
const POLL_MS = 100;

/** A run of processes that share bots. */
export interface SharingRunOptions {
  bots: number;
  /** Faults begin for so long. */
  minutes: number;
  seed: number;
}

/** What came out of it, fit to be printed as one line of JSON. */
export interface SharingRunResult {
  seed: number;
  bots: number;
  faults: Record<Fault, number>;
  sent: number;
  /** Messages that nobody answered, */
  unanswered: number;
  /** and that were answered more than once. */
  twice: number;
  /** Sends that repeated an id with another text. */
  changedTexts: number;
  /** The longest time after a fault until every bot answered, seconds. */
  slowest: number;
  problems: string[];
}

/** Kills, pauses and stops two processes at random moments, one at a time, while they share bots and contacts write. */
export async function runSharing(options: SharingRunOptions): Promise<SharingRunResult> {
  const mongo = await startMongoServer();
  const run = new SharingRun(options, mongo);
  try {
    return await run.result();
  } finally {
    await run.end();
    await mongo.close();
  }
}

class SharingRun {
  readonly #options: SharingRunOptions;
  readonly #url: string;
  readonly #random;
  readonly #platform = new Platform();
  readonly #watch: LeaseWatch;
  readonly #children: ChildProcess[] = [];
  readonly #userIds: readonly string[];
  readonly #words: string[] = [];
  readonly #faults: Record<Fault, number> = { kill: 0, pause: 0, stop: 0 };
  readonly #problems: string[] = [];
  #slowest = 0;

  constructor(options: SharingRunOptions, mongo: MongoServer) {
    this.#options = options;
    this.#url = mongo.url;
    this.#random = createSeededRandom(options.seed);
    this.#watch = new LeaseWatch(mongo.url);
    this.#userIds = Array.from({ length: options.bots }, (_, index) => `bot${index}`);
  }

  async result(): Promise<SharingRunResult> {
    await this.#configure();
    for (let index = 0; index < PROCESSES; index += 1) await this.#start(index);
    while (this.#platform.opened < this.#userIds.length) await pause(POLL_MS);
    const traffic = setInterval(() => this.#write(this.#pick(this.#userIds)), MESSAGE_EVERY_MS);
    const end = performance.now() + this.#options.minutes * 60_000;
    try {
      while (performance.now() < end) await this.#sufferOnce();
    } finally {
      clearInterval(traffic);
    }
    await this.#untilAnswered(this.#words, performance.now() + REST_MS);
    const counts = this.#platform.answers();
    const answered = this.#words.map((word) => counts.get(word) ?? 0);
    const { seed, bots } = this.#options;
    return {
      ...{ seed, bots, faults: this.#faults, sent: answered.length },
      unanswered: answered.filter((count) => count === 0).length,
      twice: answered.filter((count) => count > 1).length,
      changedTexts: this.#platform.changedTexts,
      slowest: Math.round(this.#slowest / 100) / 10,
      problems: [...this.#problems, ...this.#watch.problems],
    };
  }

  async end(): Promise<void> {
    for (const child of this.#children) {
      child.kill('SIGCONT');
      child.kill('SIGKILL');
    }
    await this.#watch.end();
  }

  /** As if the bots had run before. */
  async #configure(): Promise<void> {
    const store = createMongoStore({ url: this.#url });
    await store.open();
    for (const userId of this.#userIds) {
      await store.configurations.save(userId, documentOf(userId));
      await store.configurations.setRunning(userId, true);
    }
    await store.close();
  }

  async #start(index: number): Promise<void> {
    const execArgv = ['--disable-warning=ExperimentalWarning', '--conditions=@chat-imposter/source'];
    const child = fork(PROGRAM, [this.#url], { execArgv });
    const client: Client = {
      tell: (message: ToProcess) => void (child.connected && child.send(message, () => {})),
    };
    this.#children[index] = child;
    child.once('exit', () => this.#platform.forget(client));
    await new Promise<void>((resolve, reject) => {
      child.once('exit', () => reject(new Error('A process ended before it was ready.')));
      child.on('message', (message: FromProcess) => {
        if (message.kind === 'ready') resolve();
        this.#platform.hear(client, message);
      });
    });
  }

  async #sufferOnce(): Promise<void> {
    await pause(this.#random.fraction() * LONGEST_CALM_MS);
    const fault = this.#pick(FAULTS);
    this.#faults[fault] += 1;
    const since = performance.now();
    const over = this.#suffer(Math.floor(this.#random.fraction() * PROCESSES), fault);
    const probes = this.#userIds.map((userId) => this.#write(userId));
    const late = await this.#untilAnswered(probes, since + UP_MS);
    this.#slowest = Math.max(this.#slowest, performance.now() - since);
    if (late > 0) this.#problems.push(`${late} bots did not answer within ${UP_MS / 1_000} s of a ${fault}`);
    await over;
  }

  async #suffer(index: number, fault: Fault): Promise<void> {
    const child = this.#children[index] as ChildProcess;
    const milliseconds = this.#random.fraction() * LONGEST[fault];
    if (fault === 'pause') {
      child.kill('SIGSTOP');
      await pause(milliseconds);
      child.kill('SIGCONT');
      return;
    }
    const ended = once(child, 'exit');
    if (fault === 'kill') child.kill('SIGKILL');
    else child.send({ kind: 'stop' } satisfies ToProcess);
    await ended;
    await pause(milliseconds);
    await this.#start(index);
  }

  /** Resolves with how many of the words are without an answer, at the latest at the deadline. */
  async #untilAnswered(words: readonly string[], deadline: number): Promise<number> {
    for (;;) {
      const counts = this.#platform.answers();
      const missing = words.filter((word) => !counts.has(word)).length;
      if (missing === 0 || performance.now() > deadline) return missing;
      await pause(POLL_MS);
    }
  }

  #write(userId: string): string {
    const word = `word${this.#words.length}`;
    this.#words.push(word);
    this.#platform.write(userId, word);
    return word;
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.#random.fraction() * items.length)] as Item;
  }
}

function documentOf(userId: string): Record<string, unknown> {
  return {
    user_id: userId,
    respond_to_whitelist: ['ann@pipe'],
    chat_provider_config: { provider_name: 'pipeChat' },
    llm_provider_config: { provider_name: 'pipeLlm' },
    queue_config: { max_messages: 1_000, max_characters: 100_000 },
    context_config: { max_messages: 1_000, max_characters: 100_000, shared_context: false },
    behavior: { profile: 'instant' },
  };
}

/** Names the promises that a run broke. */
export function brokenBySharing({ unanswered, twice, changedTexts, problems }: SharingRunResult): string[] {
  return Object.entries({ unanswered, twice, changedTexts, problems: problems.length }).flatMap(
    ([name, count]) => (count === 0 ? [] : [name]),
  );
}
