import { z } from 'zod';
import { isSendableKey, SENDABLE_KEY } from './api-key.ts';
import { parseHttpUrl } from './http-url.ts';
import { REFUSED_KEYS } from './refused-keys.ts';

/** Unlike `z.int()` it does not keep the checks of the whole object from running, so that no problem hides another. */
function wholeNumber(minimum: number, maximum: number) {
  return z
    .number()
    .min(minimum)
    .max(maximum)
    .refine(Number.isInteger, 'must be a whole number')
    .meta({ type: 'integer' });
}

/** What every configuration may say, whatever the program allows. */
const fields = z.looseObject({
  api_key_source: z.enum(['environment', 'explicit']).default('environment').meta({
    title: 'API key source',
    description: 'environment: the key is OPENAI_API_KEY of the server. explicit: the key is api_key.',
  }),
  api_key: z.string().nullable().default(null).meta({
    title: 'API key',
    description: 'Required when the source is explicit, else ignored. It is never shown again.',
    writeOnly: true,
    format: 'password',
  }),
  model: z
    .string('must be the name of a model, for example "gpt-6-luna"')
    .regex(/\S/, 'must not be empty')
    .meta({
      title: 'Model',
      description: 'The name of the model, as the server knows it.',
    }),
  temperature: z.number().min(0).max(2).default(0.7).meta({
    title: 'Temperature',
    description:
      'How freely the model words its answers. Not sent to reasoning models, unless the reasoning effort is none.',
  }),
  reasoning_effort: z
    .enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'])
    .nullable()
    .default(null)
    .meta({
      title: 'Reasoning effort',
      description:
        'How long a reasoning model thinks before it answers; which words are known depends on the model.',
    }),
  system: z.string().default('').meta({
    title: 'Persona',
    description: 'Who the bot is and how it writes. {user_id} is replaced by the id of the bot.',
  }),
  base_url: z.string().nullable().default(null).meta({
    title: 'Server',
    description: 'Base URL of an OpenAI-compatible server, for example http://127.0.0.1:11434/v1.',
  }),
  timeout_ms: wholeNumber(1, 3_600_000).default(60_000).meta({
    title: 'Time limit',
    description: 'Milliseconds that one try may take, the whole answer included.',
  }),
  max_retries: wholeNumber(0, 100).default(3).meta({
    title: 'Retries',
    description: 'How often a failed call is tried again.',
  }),
  max_output_tokens: wholeNumber(1, 10_000_000).nullable().default(null).meta({
    title: 'Longest answer',
    description: 'In tokens, the thinking of reasoning models included. Absent: no limit is sent.',
  }),
});

/** `provider_config` with its defaults filled in. Other keys are parameters of the request body. */
export type OpenAiConfiguration = z.output<typeof fields>;

/** The keys that mean something here; every other one is a parameter of the request body. */
export const OWN_KEYS: ReadonlySet<string> = new Set(Object.keys(fields.shape));

/** The part of a configuration that rules over several fields look at; anything may stand in a field. */
type Draft = Readonly<Record<string, unknown>>;

interface Problem {
  key: string;
  message: string;
}

/**
 * The schema of `provider_config`. All problems of a document come in one parse, each at its own key.
 * @param allowedOrigins where requests with the environment's key may go when a document says so
 */
export function openAiConfigurationSchema(allowedOrigins: ReadonlySet<string>) {
  const checked = fields.superRefine(
    (draft, context) => {
      const problems = [
        ...refusedKeys(draft),
        ...keyProblems(draft),
        ...baseUrlProblems(draft, allowedOrigins),
      ];
      for (const { key, message } of problems) context.addIssue({ code: 'custom', path: [key], message });
    },
    { when: ({ value }) => typeof value === 'object' && value !== null && !Array.isArray(value) },
  );
  return checked.meta({
    title: 'OpenAI',
    description:
      'OpenAI, or any server with the same interface. Other keys go into the request body as they are.',
    propertyNames: ALLOWED_NAMES,
    oneOf: KEY_MODES,
  });
}

/**
 * The two ways to give a key, in JSON Schema, where rules over several fields cannot be told otherwise. The core shows
 * a key that is named here only in the modes that name it.
 */
const KEY_MODES = [
  {
    title: 'API Key From Environment',
    description: 'The key is OPENAI_API_KEY of the server.',
    type: 'object',
    properties: {
      api_key_source: { type: 'string', const: 'environment', default: 'environment' },
    },
  },
  {
    title: 'API Key From User Input',
    description: 'The key is part of the configuration.',
    type: 'object',
    properties: {
      api_key_source: { type: 'string', const: 'explicit', default: 'explicit' },
      api_key: { type: 'string', minLength: 1, pattern: SENDABLE_KEY },
    },
    required: ['api_key_source', 'api_key'],
  },
];

/** In JSON Schema, that no key is one of those that are refused by name. */
const ALLOWED_NAMES = { pattern: `^(?!(?:${[...REFUSED_KEYS.keys()].join('|')})$)` };

function refusedKeys(draft: Draft): Problem[] {
  return Object.keys(draft).flatMap((key) => {
    const message = REFUSED_KEYS.get(key);
    return message === undefined ? [] : [{ key, message }];
  });
}

function keyProblems({ api_key_source: source, api_key: key = null }: Draft): Problem[] {
  if (source !== 'explicit' || (typeof key !== 'string' && key !== null)) return [];
  if (key === null || key.trim() === '') {
    return [{ key: 'api_key', message: 'is required when api_key_source is "explicit"' }];
  }
  return isSendableKey(key) ? [] : [{ key: 'api_key', message: 'has characters that no API key has' }];
}

function baseUrlProblems(
  { api_key_source: source, base_url: text }: Draft,
  allowed: ReadonlySet<string>,
): Problem[] {
  if (typeof text !== 'string' || text === '') return [];
  const url = parseHttpUrl(text);
  if (url === null) {
    return [{ key: 'base_url', message: 'must be an http or https URL without a user name or password' }];
  }
  if (source === 'explicit' || allowed.has(url.origin)) return [];
  return [{ key: 'base_url', message: notAllowed(url.origin) }];
}

function notAllowed(origin: string): string {
  return `may be used with the key of the environment only when the program allows ${origin}; set api_key_source to "explicit" and an api_key of your own`;
}
