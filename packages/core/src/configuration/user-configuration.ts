import { z } from 'zod';
import { closedObject } from './closed-object.ts';

const RESERVED_USER_IDS =
  /^(status|schema|all_providers|constructor|prototype|__proto__|con|prn|aux|nul|com[1-9]|lpt[1-9])$/i;

const userId = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'must be 1 to 64 letters, digits, dots, dashes or underscores and begin with a letter or digit',
  )
  .refine((id) => !RESERVED_USER_IDS.test(id), 'is a reserved word; choose another id')
  .meta({ title: 'Bot id', description: 'Names the bot in addresses, in the database and in logs.' });

function positive(defaultValue: number, title: string, description: string) {
  return z
    .int('must be a whole number')
    .positive('must be at least 1')
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
  groupIdentifier: z.string().min(1).meta({ title: 'Group id' }),
  displayName: z.string().meta({ title: 'Name' }),
  cronTrackingSchedule: z.string().min(1).meta({ title: 'Schedule', description: 'A cron expression.' }),
});

const nameList = (title: string, description: string) =>
  z.array(z.string()).default([]).meta({ title, description });

/** A section that names a plugin and carries what is handed to it. */
const providerSection = closedObject({
  provider_name: z.string().min(1).meta({ title: 'Provider' }),
  provider_config: z.record(z.string(), z.unknown()).default({}).meta({ title: 'Settings' }),
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
  chat_provider_config: providerSection.meta({ title: 'Chat provider' }),
  llm_provider_config: providerSection.nullish().meta({
    title: 'Language model',
    description: 'Absent: Collection Only, the bot never answers.',
  }),
  context_config: closedObject({
    ...limits,
    shared_context: z.boolean().default(true).meta({
      title: 'Shared context',
      description: 'Lets the model know what was said in the other answered chats.',
    }),
  })
    .prefault({})
    .meta({ title: 'Context', description: 'How much of a conversation the model sees.' }),
  queue_config: closedObject(limits)
    .prefault({})
    .meta({ title: 'Queue', description: 'How much of what was not answered is kept.' }),
  behavior: closedObject({
    profile: z.enum(['natural', 'instant']).default('natural').meta({
      title: 'Rhythm',
      description: 'natural waits for the end of a burst of messages; instant answers at once.',
    }),
  })
    .prefault({})
    .meta({ title: 'Behavior' }),
  overrides: z.array(z.looseObject({})).default([]).meta({ title: 'Overrides' }),
});

/** A configuration document with its defaults filled in. */
export type UserConfiguration = z.output<typeof userConfigurationSchema>;

/** Limits of a queue or a context. */
export type Limits = UserConfiguration['queue_config'];

/** The keys of a chat provider's settings that the core itself reads, whatever the platform. */
export const chatSettingsSchema = z.looseObject({
  allow_group_messages: z.boolean().default(false),
  process_offline_messages: z.boolean().default(false),
  match_push_names: z.boolean().default(false),
  timezone: z.string().optional(),
});

/** What the core reads of the chat provider's settings. */
export type ChatSettings = z.output<typeof chatSettingsSchema>;

/** The keys of a language model's settings that the core itself reads. */
export const llmSettingsSchema = z.looseObject({
  system: z.string().default(''),
  max_retries: z.int().nonnegative().default(3),
});

/** What the core reads of the language model's settings. */
export type LlmSettings = z.output<typeof llmSettingsSchema>;
