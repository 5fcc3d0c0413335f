import type { Lease, Period, PeriodQuery, Store, TrackedMessage } from '@chat-imposter/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleParty, sampleTrackedGroup, sampleTrackedMessage } from '../sample-tracking.ts';
import type { StoreConformanceOptions } from './options.ts';
import { TrackingModel } from './tracking-model.ts';
import { readAll, useTracking } from './tracking-subject.ts';

const GROUPS = ['family', 'zoo'];
const SENDERS = [
  sampleParty('ann', { alternateIdentifiers: ['ann-lid'] }),
  sampleParty('ann-lid'),
  sampleParty('bob'),
];
const DEFAULT_RUNS = 50;
const SIX_HOURS_MS = 6 * 60 * 60 * 1_000;

/** Does the same to the store and to the model, and gives what each of them answered. */
type Step = (store: Store, lease: Lease, model: TrackingModel) => Promise<{ store: unknown; model: unknown }>;

/** Few instants, so that many are the same; whole milliseconds, and some halves. */
const instant = fc
  .tuple(fc.integer({ min: -2, max: 20 }), fc.constantFrom(0, 0, 0, 0.5))
  .map(([count, half]) => count * SIX_HOURS_MS + half);
const groupId = fc.constantFrom(...GROUPS);

const message: fc.Arbitrary<TrackedMessage> = fc
  .record({
    sender: fc.constantFrom(...SENDERS),
    providerMessageId: fc.option(fc.integer({ min: 1, max: 20 }).map(String)),
    acceptedTime: instant,
    originatingTime: fc.option(instant),
  })
  .map(({ acceptedTime, ...rest }) =>
    sampleTrackedMessage(`${rest.originatingTime}, ${acceptedTime}`, acceptedTime, rest),
  );

const query: fc.Arbitrary<PeriodQuery> = fc.record(
  { from: instant, until: instant, last: fc.integer({ min: 0, max: 4 }) },
  { requiredKeys: [] },
);

const tracking: fc.Arbitrary<Step> = fc
  .record({
    named: fc.subarray(GROUPS),
    windowStart: instant,
    now: instant,
    schedule: fc.constantFrom('a', 'b'),
  })
  .map(({ named, windowStart, now, schedule }) => async (store, lease, model) => {
    const groups = named.map((identifier) => sampleTrackedGroup(identifier, { windowStart, schedule }));
    return { store: await store.tracking.track(lease, groups, now), model: model.track(groups, now) };
  });

const recording: fc.Arbitrary<Step> = fc
  .record({ group: groupId, messages: fc.array(message, { maxLength: 8 }) })
  .map(({ group, messages }) => async (store, lease, model) => {
    return {
      store: await store.tracking.record(lease, group, messages),
      model: model.record(group, messages),
    };
  });

const cutting: fc.Arbitrary<Step> = fc
  .record({ group: groupId, ends: fc.array(instant, { maxLength: 3 }), createdTime: instant })
  .map(({ group, ends, createdTime }) => async (store, lease, model) => {
    const cut = await store.tracking.cut(lease, group, ends, createdTime);
    return { store: cut, model: model.cut(group, ends, createdTime) };
  });

const digesting: fc.Arbitrary<Step> = fc
  .record({ group: groupId, end: instant, digest: fc.string() })
  .map(({ group, end, digest }) => async (store, lease, model) => {
    const set = await store.tracking.setDigest(lease, group, end, digest);
    return { store: set, model: model.setDigest(group, end, digest) };
  });

const deleting: fc.Arbitrary<Step> = fc
  .record({ group: groupId, meant: query })
  .map(({ group, meant }) => async (store, { userId }, model) => {
    const deleted = await store.tracking.deletePeriods(userId, group, meant);
    return { store: deleted, model: model.deletePeriods(group, meant) };
  });

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: recording },
    { weight: 2, arbitrary: cutting },
    { weight: 2, arbitrary: tracking },
    digesting,
    deleting,
  ),
  { maxLength: 16 },
);

/** Whatever happens to tracked groups, the store shows what a model of a few lines shows. */
export function testTrackingAnySequence(options: StoreConformanceOptions): void {
  describe('any sequence of tracking, recording, cutting and deleting', () => {
    const subject = useTracking(options);

    it('shows the groups and periods that a small model shows, each period under an id of its own', async () => {
      let run = 0;
      /** Names what the model counts. */
      const nameById = new Map<string, string>();
      const property = fc.asyncProperty(steps, steps, query, async (first, second, meant) => {
        run += 1;
        const userId = `bot-${run}`;
        const model = new TrackingModel();

        async function compare(asked: PeriodQuery): Promise<void> {
          const { tracking: stored } = subject.stores.store;
          expect(await stored.groups(userId)).toEqual(model.groups());
          for (const group of GROUPS) {
            const periods = await readAll(stored.periods(userId, group, asked));
            const expected = model.periods(group, asked);
            expect(periods.map(contentOf)).toEqual(expected.map(contentOf));
            for (const [index, { periodId }] of periods.entries()) {
              const name = `${run}: ${expected[index]?.serial}`;
              expect(nameById.get(periodId) ?? name).toBe(name);
              nameById.set(periodId, name);
            }
          }
        }

        for (const sequence of [first, second]) {
          if (options.isDurable) await subject.stores.reopen();
          const lease = await subject.stores.lease(userId);
          for (const step of sequence) {
            const answers = await step(subject.stores.store, lease, model);
            expect(answers.store).toEqual(answers.model);
            await compare({});
          }
        }
        if (options.isDurable) await subject.stores.reopen();
        await compare(meant);
      });
      await fc.assert(property, { numRuns: options.modelRuns ?? DEFAULT_RUNS });
    }, 120_000);
  });
}

/** All that a store and the model tell of a period but its name. */
function contentOf({
  start,
  end,
  createdTime,
  digest,
  messages,
}: Omit<Period, 'periodId' | 'groupId'>): object {
  return { start, end, createdTime, digest, messages };
}
