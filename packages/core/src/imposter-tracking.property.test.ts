import { settled } from '@chat-imposter/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Period } from './contracts/tracking-store.ts';
import { document, setUp } from './test-support/bot.ts';
import { cronField, ZONES } from './test-support/schedules.ts';
import { Schedule } from './tracking/schedule.ts';

const GROUP = { kind: 'group', identifier: 'g@fake', savedName: 'Movies' } as const;
const NOA = { identifier: 'noa@fake', alternateIdentifiers: [] };
const DAY = 24 * 60 * 60_000;

/** What happens one after the other. Lengths of time are parts of the window that is open then. */
type Step =
  | { kind: 'passes'; windows: number }
  | { kind: 'is down'; windows: number; dies: boolean }
  | { kind: 'says'; age: number; isOnTheBorder: boolean; isDown: boolean };

const windows = fc.double({ min: 0, max: 2.5, noNaN: true });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('passes' as const), windows }),
  fc.record({ kind: fc.constant('is down' as const), windows, dies: fc.boolean() }),
  fc.record({
    kind: fc.constant('says' as const),
    age: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 3, noNaN: true })),
    isOnTheBorder: fc.boolean(),
    isDown: fc.boolean(),
  }),
);
/** Of windows from some seconds to an hour, for the most part: a day of the fake clock takes its time. */
const cron = fc.oneof(
  { weight: 6, arbitrary: cronField(0, 59).map((minutes) => `${minutes} * * * *`) },
  { weight: 6, arbitrary: cronField(0, 59).map((seconds) => `${seconds} * * * * *`) },
  { weight: 1, arbitrary: fc.constantFrom('0 */3 * * *', '30 1-4 * * *', '15 2 * * *') },
);

/** A bot that tracks a group by a schedule, and what was said there. */
class TrackedRun {
  readonly #context = setUp();
  readonly #schedule: Schedule;
  readonly #said: { text: string; time: number }[] = [];
  readonly #document: Record<string, unknown>;
  /** What is said while the bot is down the next time. */
  readonly #waiting: Extract<Step, { kind: 'says' }>[] = [];
  #imposter = this.#context.imposter;
  #isDown = false;

  constructor(expression: string, timezone: string) {
    this.#schedule = new Schedule(expression, timezone);
    this.#document = document({
      llm_provider_config: null,
      chat_provider_config: { provider_name: 'fakeChat', provider_config: { timezone } },
      periodic_group_tracking: [
        { groupIdentifier: GROUP.identifier, displayName: 'Movies', cronTrackingSchedule: expression },
      ],
    });
  }

  /** Resolves with what is wrong at the end. */
  async live(begin: number, steps: readonly Step[]): Promise<string[]> {
    const { clock, chat } = this.#context;
    await clock.advance(begin);
    await this.#imposter.start(this.#document);
    await chat.account('yahav').scan();
    const first = this.#schedule.lastAt(clock.now());
    for (const each of steps) await this.#do(each);
    // Then the windows end that are open, those too into which the newest falls.
    for (let window = 0; window < 2; window += 1) await clock.advance(this.#length());
    await settled();
    const problems = this.#problemsOf(await this.#periods(), first);
    await this.#imposter.close();
    return problems;
  }

  /** What is wrong with the periods, one line each. */
  #problemsOf(periods: readonly Period[], first: number): string[] {
    const problems: string[] = [];
    let expected = first;
    for (const { start, end } of periods) {
      if (start !== expected || end !== this.#schedule.next(start)) {
        problems.push(`the period from ${start} to ${end} should be the next from ${expected}`);
      }
      expected = end;
    }
    for (const { text, time } of this.#said) {
      const holding = periods.filter(({ messages }) => messages.some(({ content }) => content === text));
      const isIn = ({ start, end }: Period) => (time > start || start === first) && time <= end;
      if (holding.length !== 1 || !holding.every(isIn)) {
        const found = holding.map(({ start, end }) => `${start} to ${end}`).join(', ');
        problems.push(`${text} of ${time} is in the periods: ${found}`);
      }
    }
    const count = periods.reduce((sum, { messages }) => sum + messages.length, 0);
    if (count !== this.#said.length) problems.push(`${count} of ${this.#said.length} messages`);
    return problems;
  }

  async #do(each: Step): Promise<void> {
    const { clock, store } = this.#context;
    if (each.kind === 'passes') return clock.advance(Math.round(each.windows * this.#length()));
    if (each.kind === 'says') return this.#say(each);
    if (each.dies) await store.close();
    else await this.#imposter.close();
    this.#isDown = true;
    await clock.advance(Math.round(each.windows * this.#length()));
    for (const waiting of this.#waiting.splice(0)) await this.#say(waiting);
    this.#isDown = false;
    this.#imposter = this.#context.restart().imposter;
    await this.#imposter.resume();
    await this.#context.chat.account('yahav').acknowledged();
  }

  async #say(said: Extract<Step, { kind: 'says' }>): Promise<void> {
    if (said.isDown && !this.#isDown) {
      this.#waiting.push(said);
      return;
    }
    const { clock, chat } = this.#context;
    const now = clock.now();
    const time = said.isOnTheBorder
      ? this.#schedule.lastAt(now)
      : now - Math.round(said.age * this.#length());
    const text = `text ${this.#said.length}`;
    this.#said.push({ text, time });
    const account = chat.account('yahav');
    await account.writes(GROUP, text, { sender: NOA, originatingTime: time });
    if (!this.#isDown) await account.acknowledged();
  }

  /** Of the window that is open. */
  #length(): number {
    const start = this.#schedule.lastAt(this.#context.clock.now());
    return this.#schedule.next(start) - start;
  }

  async #periods(): Promise<Period[]> {
    const found: Period[] = [];
    for await (const period of this.#imposter.periods('yahav', GROUP.identifier)) found.unshift(period);
    return found;
  }
}

describe('A tracked group, whatever its schedule, zone and downtimes', () => {
  it('has windows that tile time, and each message in the one of its time', async () => {
    const seed = Number(process.env.IMPOSTER_SEED || Math.floor(Math.random() * 2 ** 31));
    console.log(`seed of the tracked group: ${seed} (IMPOSTER_RUNS for another number of runs than 50)`);
    const begin = fc.integer({ min: 0, max: 730 * DAY });
    const steps = fc.array(step, { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(cron, fc.constantFrom(...ZONES), begin, steps, async (expression, zone, from, all) => {
        expect(await new TrackedRun(expression, zone).live(from, all)).toEqual([]);
      }),
      { numRuns: Number(process.env.IMPOSTER_RUNS ?? 50), seed },
    );
  }, 3_600_000);
});
