import { z } from 'zod';

/**
 * Socket options that a configuration document must not set: they decide where secrets and traffic go, or are
 * functions that only code can give. The names are fields of Baileys' `SocketConfig`.
 */
const REFUSED_KEYS: ReadonlySet<string> = new Set([
  'auth',
  'logger',
  'makeSignalRepository',
  'waWebSocketUrl',
  'agent',
  'fetchAgent',
  'options',
  'customUploadHosts',
  'getMessage',
  'cachedGroupMetadata',
  'patchMessageBeforeSending',
  'msgRetryCounterCache',
  'version',
]);

/** In JSON Schema, that no key is one of those that are refused by name. */
const ALLOWED_NAMES = { pattern: `^(?!(?:${[...REFUSED_KEYS].join('|')})$)` };

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const flag = (value: boolean, title: string, description: string) =>
  z.boolean().default(value).meta({ title, description });

/**
 * Validates `chat_provider_config.provider_config`. Keys that are not listed are kept and passed to Baileys as
 * socket options, except those that only code may set.
 */
export const baileysConfigurationSchema = z
  .looseObject({
    allow_group_messages: flag(
      false,
      'Allow group messages',
      'Whether groups are answered and queued at all. Off: as if the account had left every group.',
    ),
    process_offline_messages: flag(
      false,
      'Process offline messages',
      'Whether messages that came while the bot was offline are answered. Risky: it may answer old questions.',
    ),
    sync_full_history: flag(
      true,
      'Sync full history',
      'Whether the phone is asked for its whole history. Matters only at the moment of linking.',
    ),
    match_push_names: flag(
      false,
      'Match push names',
      'Whether the whitelist also matches the name that a contact gave itself. Anyone can choose any name.',
    ),
    timezone: z
      .string()
      .refine(isTimeZone, 'is not a time zone; use an IANA name such as "Europe/Berlin"')
      .optional()
      .meta({
        title: 'Time zone',
        description: 'IANA name of the zone for schedules and active hours. Absent: the zone of the server.',
      }),
    pairing_phone_number: z
      .string()
      .regex(/^\+?\d{7,15}$/, 'must be a phone number in international form, such as "+15550100000"')
      .optional()
      .meta({
        title: 'Pairing phone number',
        description:
          'Phone number of the account, to link it by a code that its owner types on the phone. Absent, or when WhatsApp gives no code: a QR is shown.',
      }),
  })
  .superRefine((document, context) => {
    for (const key of Object.keys(document)) {
      if (!REFUSED_KEYS.has(key)) continue;
      context.addIssue({
        code: 'custom',
        path: [key],
        message: `"${key}" cannot be set in a configuration; set it in code with createBaileysProvider({ socket: { ${key}: … } })`,
      });
    }
  })
  .meta({
    title: 'WhatsApp',
    description:
      'WhatsApp through Baileys. Other keys are socket options of Baileys and are passed on as they are.',
    propertyNames: ALLOWED_NAMES,
  });

/** A valid `provider_config`: the known keys with their defaults, and any further Baileys socket options. */
export type BaileysConfiguration = z.infer<typeof baileysConfigurationSchema>;
