import { z } from 'zod';

/** Every schema of an answer that has a name in `openapi.json`. */
export const answerSchemas = z.registry<{ id: string }>();

/** Gives a schema its name. An object may have no other properties than it says: answers are exact. */
function named<Schema extends z.ZodType>(id: string, schema: Schema): Schema {
  answerSchemas.add(schema, { id });
  return schema;
}

const time = z.int().describe('Epoch milliseconds.');
const userId = z.string().describe('The bot.');
const contactKey = z.string().describe('The contact key of a person or group.');
const status = z.enum(['disconnected', 'connecting', 'linking', 'connected', 'invalid_config']);

const party = named(
  'Party',
  z
    .strictObject({
      identifier: z.string(),
      display_name: z.string(),
      alternate_identifiers: z.array(z.string()),
    })
    .describe('A person or a group.'),
);

const message = named(
  'Message',
  z.strictObject({
    id: z.int().nullable().describe('Counts from 1 per contact; null for what the bot and the owner wrote.'),
    content: z.string(),
    sender: party,
    source: z.enum(['user', 'bot', 'user_outgoing']),
    accepted_time: time,
    message_size: z.int().describe('The length of `content` in Unicode code points.'),
    originating_time: time.nullable(),
    group: party.nullable(),
    provider_message_id: z.string().nullable(),
  }),
);

const lastError = named(
  'LastError',
  z.strictObject({ code: z.string(), message: z.string(), time }).describe('What is wrong with a bot now.'),
);

const period = named(
  'Period',
  z.strictObject({
    _id: z.string(),
    user_id: userId,
    tracked_group_unique_identifier: z.string(),
    periodStart: time,
    periodEnd: time,
    messageCount: z.int(),
    createdAt: time,
    messages: z.array(
      z.strictObject({
        sender: party,
        message: z.string(),
        accepted_time: time,
        originating_time: time.nullable(),
        provider_message_id: z.string().nullable(),
        late: z.literal(true).optional().describe('It arrived when the period had been cut already.'),
      }),
    ),
    digest: z.string().optional(),
  }),
);

const trackedGroup = named('TrackedGroup', z.strictObject({ group: party, periods: z.array(period) }));

const mode = z.enum(['fully_functional', 'collection_only']);

const messageState = z.enum([
  'waiting',
  'collected',
  'answered',
  'evicted',
  'cleared',
  'skipped',
  'parked',
  'said',
]);

const next = z.string().nullable().describe('What `before` takes for the next page; null on the last one.');

const turnStage = z.enum([
  'thinking',
  'decided',
  'answered',
  'failed',
  'silent',
  'skipped',
  'dropped',
  'parked',
]);

const modelCall = named(
  'ModelCall',
  z.strictObject({
    messages: z
      .array(z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() }))
      .describe('What the model was asked.'),
    started_time: time,
    duration_ms: z.number(),
    answer: z.string().nullable().describe('What it said; null when it failed.'),
    problem: z.string().nullable().describe('Why it failed.'),
    model: z.string().nullable(),
    usage: z
      .strictObject({
        input_tokens: z.int(),
        cached_input_tokens: z.int(),
        output_tokens: z.int(),
        reasoning_tokens: z.int(),
      })
      .nullable(),
  }),
);

/** What calls answer with when all is well, by the name of the schema. */
const answers = {
  Ok: named('Ok', z.strictObject({ status: z.literal('ok') })),
  Success: named('Success', z.strictObject({ status: z.literal('success'), message: z.string() })),
  Saved: named('Saved', z.strictObject({ status: z.literal('success'), user_id: userId })),
  Deleted: named('Deleted', z.strictObject({ status: z.literal('success'), deleted_count: z.int() })),
  Started: named(
    'Started',
    z.strictObject({
      successful: z.array(
        z.strictObject({
          user_id: userId,
          instance_id: z.string().describe('Names this run of the bot.'),
          mode,
          warnings: z.array(z.string()),
        }),
      ),
      failed: z.array(z.never()),
    }),
  ),
  BotStatus: named(
    'BotStatus',
    z.strictObject({
      user_id: userId,
      status,
      qr: z
        .string()
        .optional()
        .describe('A PNG as a data URL, only while linking, and only with the scope `operate`.'),
      pairing_code: z.string().optional().describe('The same for linking by a code.'),
      authenticated: z.boolean().describe('Whether the store holds the credentials of a completed link.'),
      mode,
      since: time,
      history_percent: z
        .number()
        .min(0)
        .max(100)
        .optional()
        .describe('How much of the history the phone has told; only while it is telling it.'),
      last_error: lastError.optional(),
    }),
  ),
  Groups: named(
    'Groups',
    z.strictObject({ groups: z.array(z.strictObject({ id: z.string(), subject: z.string() })) }),
  ),
  UserIds: named('UserIds', z.strictObject({ user_ids: z.array(userId) })),
  BotStatuses: named(
    'BotStatuses',
    z.strictObject({
      configurations: z.array(z.strictObject({ user_id: userId, status, authenticated: z.boolean() })),
    }),
  ),
  OpenApi: named('OpenApi', z.looseObject({ openapi: z.string() }).describe('An OpenAPI document.')),
  Schema: named('Schema', z.looseObject({}).describe('A JSON Schema (draft-07).')),
  Queues: named('Queues', z.record(contactKey, z.array(message))),
  Contexts: named(
    'Contexts',
    z.record(
      contactKey,
      z.array(z.strictObject({ role: z.enum(['system', 'user', 'assistant']), content: z.string() })),
    ),
  ),
  Contacts: named(
    'Contacts',
    z.strictObject({
      contacts: z.array(
        z.strictObject({
          correspondent_id: contactKey,
          kind: z.enum(['direct', 'group']),
          display_name: z.string(),
          alternate_identifiers: z.array(z.string()),
          may_be_answered: z.boolean(),
          reason: z.string().nullable().describe('In a word, why it may not be answered.'),
        }),
      ),
    }),
  ),
  Conversation: named(
    'Conversation',
    z.strictObject({
      correspondent_id: contactKey,
      messages: z.array(
        z.strictObject({ ...message.shape, state: messageState, reason: z.string().nullable() }),
      ),
      next,
    }),
  ),
  Decisions: named(
    'Decisions',
    z.strictObject({
      decisions: z.array(
        z.strictObject({
          correspondent_id: contactKey,
          verdict: z.enum([
            'pending',
            'answered',
            'silent',
            'owner',
            'collected',
            'evicted',
            'cleared',
            'skipped',
            'parked',
          ]),
          reason: z.string().nullable(),
          message,
        }),
      ),
      next,
    }),
  ),
  Usage: named(
    'Usage',
    z.strictObject({
      usage: z.array(
        z.strictObject({
          start: time.describe('The hour that it is about begins here, epoch milliseconds.'),
          model: z.string(),
          turns: z.int(),
          calls: z.int(),
          input_tokens: z.int(),
          cached_input_tokens: z.int(),
          output_tokens: z.int(),
          reasoning_tokens: z.int(),
          duration_ms: z.number().describe('What the calls took in all.'),
        }),
      ),
    }),
  ),
  Playground: named(
    'Playground',
    z.strictObject({
      user_id: userId,
      mode: z.enum(['fully_functional', 'collection_only']),
      last_error: lastError.nullable().describe('Why it does not answer.'),
      is_stale: z
        .boolean()
        .describe('Whether the next message begins anew, with the configuration as it is stored then.'),
      is_answering: z.boolean().describe('Whether an answer is to come.'),
      messages: z.array(
        z.strictObject({ id: z.string(), from: z.enum(['contact', 'bot']), text: z.string(), time }),
      ),
      turns: z.array(
        z.strictObject({
          turn_id: z.string(),
          stage: turnStage,
          reason: z.string().nullable(),
          started_time: time,
          duration_ms: z.number(),
          calls: z.array(modelCall),
        }),
      ),
    }),
  ),
  LogLines: named('LogLines', z.strictObject({ lines: z.array(z.string()) })),
  TrackedGroup: trackedGroup,
  TrackedGroups: named('TrackedGroups', z.array(trackedGroup)),
} as const;

/** The name of an answer. */
export type AnswerName = keyof typeof answers;

/** What is said to the copy of a bot. */
named(
  'PlaygroundText',
  z.strictObject({
    text: z.string().min(1).describe('What to say; not only white space, 64 K characters at most.'),
  }),
);

/** What is said of every refusal (RFC 9457). */
named(
  'Problem',
  z.strictObject({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What is wrong and what to do, for people.'),
    code: z.string().describe('The same for programs.'),
    errors: z
      .array(z.strictObject({ path: z.string(), message: z.string() }))
      .optional()
      .describe('Every problem of a document that does not validate.'),
  }),
);
