import fc from 'fast-check';
import type { LlmErrorKind } from '../contracts/llm-provider.ts';
import type { Chat, Identity } from '../contracts/message.ts';

/** One person as a platform tells of her: with all that is known of her, or by one of her ids alone. */
export const NOAS: readonly Chat[] = [
  { kind: 'direct', identifier: 'noa@fake', alternateIdentifiers: ['7@lid'], savedName: 'Noa' },
  { kind: 'direct', identifier: '7@lid', alternateIdentifiers: [], savedName: 'Noa' },
  { kind: 'direct', identifier: 'noa@fake', alternateIdentifiers: [], savedName: 'Noa' },
];

/** Whom a bot of a schedule meets. */
export const CHATS: readonly Chat[] = [
  { kind: 'direct', identifier: 'ann@fake', alternateIdentifiers: [] },
  ...NOAS,
  { kind: 'direct', identifier: 'stranger@fake', alternateIdentifiers: [], pushName: 'Noa' },
  { kind: 'group', identifier: 'movies@g', alternateIdentifiers: [], savedName: 'Movies' },
  { kind: 'group', identifier: 'others@g', alternateIdentifiers: [], savedName: 'Others' },
];

/** Who writes in groups. */
export const MEMBERS: readonly Identity[] = [
  { identifier: 'member-1', alternateIdentifiers: [], pushName: 'Dan' },
  { identifier: 'member-2', alternateIdentifiers: [], pushName: 'Dan' },
];

const errorKinds: readonly LlmErrorKind[] = [
  'auth',
  'quota',
  'rate_limit',
  'server',
  'network',
  'timeout',
  'bad_response',
  'context_length',
  'content_filter',
  'output_truncated',
  'model_not_found',
  'invalid_request',
  'unknown',
];

/**
 * What a model does with one request. A `defect` is a bug of ours that the answer leads to, and comes until the turn is
 * given up; an `outage` lasts for many requests.
 */
const modelOutcome = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('text' as const, 'texts' as const) },
  {
    weight: 4,
    arbitrary: fc.constantFrom('no_reply' as const, 'refusal' as const, 'length' as const, 'empty' as const),
  },
  { weight: 3, arbitrary: fc.constantFrom('slow' as const, 'hang' as const) },
  { weight: 1, arbitrary: fc.constant('bug' as const) },
  { weight: 3, arbitrary: fc.constantFrom('defect' as const, 'outage' as const, 'outage' as const) },
  { weight: 6, arbitrary: fc.constantFrom(...errorKinds) },
);

/** What a model does with one request. */
export type ModelOutcome = ValueOf<typeof modelOutcome>;

const queueLimits = fc.record({
  max_messages: fc.integer({ min: 1, max: 4 }),
  max_characters: fc.integer({ min: 1, max: 60 }),
  max_days: fc.constant(1),
  max_characters_single_message: fc.integer({ min: 1, max: 30 }),
});

const settings = fc.record({
  queue_config: queueLimits,
  behavior: fc.constantFrom({ profile: 'instant' }, { profile: 'natural' }),
  allow_group_messages: fc.boolean(),
  process_offline_messages: fc.boolean(),
});

/** How a bot of a schedule is configured. */
export type Settings = ValueOf<typeof settings>;

/** Indexes; what is too large counts from the start again. */
const chat = fc.nat({ max: CHATS.length - 1 });
const contactMessage = fc.record({
  chat,
  member: fc.nat({ max: MEMBERS.length - 1 }),
  text: fc.string({ maxLength: 40 }),
  origin: fc.constantFrom(
    'live' as const,
    'live' as const,
    'live' as const,
    'offline' as const,
    'history' as const,
  ),
});

/** A message of a contact in a schedule. */
export type ContactMessage = ValueOf<typeof contactMessage>;

const pauses = [1, 900, 5_000, 31_000, 2 * 60_000, 11 * 60_000, 13 * 3_600_000, 25 * 3_600_000];

const step = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('contacts write' as const),
      messages: fc.array(contactMessage, { minLength: 1, maxLength: 4 }),
      isAtOnce: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('comes again' as const),
      which: fc.nat({ max: 30 }),
      times: fc.integer({ min: 1, max: 3 }),
      origin: fc.constantFrom('live' as const, 'offline' as const, 'history' as const),
      /** Which of {@link NOAS} it comes from, if it is hers. */
      noa: fc.nat({ max: NOAS.length - 1 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('tells who is who' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('owner writes' as const),
      chat,
      ageMs: fc.constantFrom(0, 0, 1_000, 60_000),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('time passes' as const), ms: fc.constantFrom(...pauses) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('restart' as const),
      settings: fc.option(settings),
      whileClosingMs: fc.constantFrom(0, 20_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('writer revises' as const),
      which: fc.nat({ max: 30 }),
      text: fc.option(fc.string({ maxLength: 40 })),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const), chat: fc.option(chat) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('sends fail' as const),
      errors: fc.array(fc.constantFrom('retryable' as const, 'retryable' as const, 'rejected' as const), {
        minLength: 1,
        maxLength: 6,
      }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('connection' as const),
      change: fc.constantFrom('cut' as const, 'down' as const, 'up' as const, 'deaf' as const),
    }),
  },
);

/** One step of a schedule. */
export type Step = ValueOf<typeof step>;

/** Everything that happens to a bot, from its link to its last restart. */
export const schedule = fc.record({
  settings,
  /** What the model does with its requests, in order; after the last it answers each. */
  outcomes: fc.array(modelOutcome, { maxLength: 25, size: 'max' }),
  steps: fc.array(step, { maxLength: 30, size: 'max' }),
  guardsLoops: fc.boolean(),
});

/** Everything that happens to a bot. */
export type Schedule = ValueOf<typeof schedule>;

type ValueOf<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Value> ? Value : never;
