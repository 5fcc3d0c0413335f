import { z } from 'zod';
import { closedObject } from './closed-object.ts';

const RESERVED_USER_IDS =
  'status|schema|all_providers|constructor|prototype|__proto__|con|prn|aux|nul|com[1-9]|lpt[1-9]';

/** Ids in any case but the reserved words in no case: JSON Schema takes this pattern too, and knows no flags. */
const USER_ID = new RegExp(
  `^(?!(?:${RESERVED_USER_IDS.replace(/[a-z]/g, eitherCase)})$)[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`,
);

function eitherCase(letter: string): string {
  return `[${letter}${letter.toUpperCase()}]`;
}

function userIdProblem(userId: unknown): string {
  return new RegExp(`^(${RESERVED_USER_IDS})$`, 'i').test(String(userId))
    ? 'is a reserved word; choose another id'
    : 'must be 1 to 64 letters, digits, dots, dashes or underscores and begin with a letter or digit';
}

const userId = z
  .string()
  .regex(USER_ID, { error: ({ input }) => userIdProblem(input) })
  .meta({ title: 'Bot id', description: 'Names the bot in addresses, in the database and in logs.' });

function positive(defaultValue: number, title: string, description: string) {
  return z
    .int('must be a whole number')
    .min(1, 'must be at least 1')
    .default(defaultValue)
    .meta({ title, description });
}

const limits = {
  max_messages: positive(10, 'Messages', 'At most this many messages are kept.'),
  max_characters: positive(1000, 'Characters', 'At most this many characters are kept over all messages.'),
  max_days: positive(1, 'Days', 'Messages older than this many days are dropped.'),
  max_characters_single_message: positive(300, 'Characters of one message', 'Longer messages are cut.'),
};

const trackedGroup = closedObject({
  groupIdentifier: z.string().min(1).meta({
    title: 'Group id',
    description: 'The id of the group at the platform; it stays when the group is renamed.',
  }),
  displayName: z.string().meta({ title: 'Name', description: 'The name under which the group is shown.' }),
  cronTrackingSchedule: z.string().meta({
    title: 'Schedule',
    description: 'A cron expression: when a period ends and the next begins.',
  }),
  digest: closedObject({
    enabled: z.boolean().meta({ title: 'Enabled', description: 'Whether each period is summed up.' }),
    prompt: z.string().optional().meta({
      title: 'Prompt',
      description: 'What the summary should look at. Absent: a plain summary.',
    }),
    deliver_to: z
      .string()
      .min(1)
      .meta({
        title: 'Deliver to',
        description:
          'Who gets the summary: "self" for the chat of the owner with itself, or a contact that has written to the ' +
          'bot before, as in a whitelist: by number, id or saved name.',
      }),
  })
    .optional()
    .meta({ title: 'Digest', description: 'A summary of each period by the language model.' }),
});

const nameList = (title: string, description: string) =>
  z.array(z.string()).default([]).meta({ title, description });

/** A section that names a plugin and carries what is handed to it. */
export const providerSectionSchema = closedObject({
  provider_name: z.string().min(1).meta({
    title: 'Provider',
    description: 'The name of an installed provider.',
  }),
  provider_config: z.record(z.string(), z.unknown()).default({}).meta({
    title: 'Settings',
    description: 'What is handed to the provider.',
  }),
});

/** The document without what plugins decide: their two `provider_config` objects are any objects here. */
export const userConfigurationSchema = closedObject({
  user_id: userId,
  respond_to_whitelist: nameList(
    'Contacts to answer',
    'Phone numbers or names from the address book. Empty: nobody is answered directly.',
  ),
  respond_to_whitelist_group: nameList('Groups to answer in', 'Group names or ids. Empty: no group.'),
  periodic_group_tracking: z.array(trackedGroup).default([]).meta({
    title: 'Tracked groups',
    description: 'Groups whose messages are collected in periods.',
  }),
  chat_provider_config: providerSectionSchema.meta({
    title: 'Chat provider',
    description: 'The messaging platform and the account on it.',
  }),
  llm_provider_config: providerSectionSchema.nullish().meta({
    title: 'Language model',
    description: 'Absent: Collection Only, the bot never answers.',
  }),
  context_config: closedObject({
    ...limits,
    shared_context: z
      .boolean()
      .default(true)
      .meta({
        title: 'Shared context (experimental)',
        description:
          'Shows the model in each direct chat, as one quoted block, what was said lately in the other answered direct ' +
          'chats; numbers, e-mail addresses and links are masked. It may let some of it slip. Off: contacts are kept apart.',
      }),
  })
    .prefault({})
    .meta({ title: 'Context', description: 'How much of a conversation the model sees.' }),
  queue_config: closedObject(limits)
    .prefault({})
    .meta({ title: 'Queue', description: 'How much of what was not answered is kept.' }),
  behavior: closedObject({
    profile: z
      .enum(['natural', 'instant'])
      .default('natural')
      .meta({
        title: 'Rhythm',
        description:
          'natural waits for the end of a burst of messages, and sends at most 20 messages a minute (5 at once); ' +
          'instant answers at once.',
      }),
  })
    .prefault({})
    .meta({ title: 'Behavior', description: 'How human the rhythm of answers is.' }),
  overrides: z.array(z.looseObject({})).default([]).meta({
    title: 'Overrides',
    description: 'Settings for single contacts or groups. Stored, but without effect so far.',
  }),
}).meta({ title: 'User configuration', description: 'The configuration of one bot.' });

/** A configuration document with its defaults filled in. */
export type UserConfiguration = z.output<typeof userConfigurationSchema>;

/** Limits of a queue or a context. */
export type Limits = UserConfiguration['queue_config'];

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The keys of a chat provider's settings that the core itself reads, whatever the platform. */
export const chatSettingsSchema = z.looseObject({
  allow_group_messages: z.boolean().default(false).meta({
    title: 'Allow group messages',
    description:
      'Whether groups are answered and queued at all. Off: as if the account had left every group.',
  }),
  process_offline_messages: z.boolean().default(false).meta({
    title: 'Process offline messages',
    description:
      'Whether messages that came while the bot was offline are answered. Risky: it may answer old questions.',
  }),
  match_push_names: z.boolean().default(false).meta({
    title: 'Match push names',
    description:
      'Whether the whitelist also matches the name that a contact gave itself. Anyone can choose any name.',
  }),
  timezone: z.string().refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin').optional().meta({
    title: 'Time zone',
    description: 'IANA name of the zone for schedules and active hours. Absent: the zone of the server.',
  }),
});

/** What the core reads of the chat provider's settings. */
export type ChatSettings = z.output<typeof chatSettingsSchema>;

/** The keys of a language model's settings that the core itself reads. */
export const llmSettingsSchema = z.looseObject({
  system: z.string().default('').meta({
    title: 'Persona',
    description: 'Who the bot is and how it writes. {user_id} is replaced by the id of the bot.',
  }),
  max_retries: z.int().nonnegative().default(3).meta({
    title: 'Retries',
    description: 'How often a failed call is tried again.',
  }),
});

/** What the core reads of the language model's settings. */
export type LlmSettings = z.output<typeof llmSettingsSchema>;
