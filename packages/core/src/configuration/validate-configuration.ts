import type { ZodError, ZodType } from 'zod';
import type { ChatProvider } from '../contracts/chat-provider.ts';
import { type ConfigurationProblem, ImposterError } from '../contracts/errors.ts';
import type { LlmProvider } from '../contracts/llm-provider.ts';
import { givenDocument } from '../given-document.ts';
import { nearMiss } from './nearest-key.ts';
import {
  type ChatSettings,
  chatSettingsSchema,
  type LlmSettings,
  llmSettingsSchema,
  type UserConfiguration,
  userConfigurationSchema,
} from './user-configuration.ts';

/** The plugins that documents may name. */
export interface Providers {
  chat: readonly ChatProvider[];
  llm: readonly LlmProvider[];
}

/** A document that validated, with everything that starting a bot needs of it. */
export interface ValidConfiguration {
  /** The document to store: as it was given, unwrapped, sections under their own names. */
  document: Record<string, unknown>;
  configuration: UserConfiguration;
  chat: { provider: ChatProvider; config: unknown; settings: ChatSettings };
  /** Null in Collection Only. */
  llm: { provider: LlmProvider; config: unknown; settings: LlmSettings } | null;
  /** Remarks that are no errors. */
  warnings: string[];
}

/** What is alike in chat and language model providers. */
export interface Plugin {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly configSchema: ZodType;
}

/**
 * Checks a document against the schema of the core and of the plugins it names.
 * @param found problems that are known already, to be told with the others
 * @throws ImposterError `invalid_configuration` with every problem of the document.
 */
export function validateConfiguration(
  given: unknown,
  providers: Providers,
  found: readonly ConfigurationProblem[] = [],
): ValidConfiguration {
  const document = unwrap(given);
  const problems: ConfigurationProblem[] = [...found];
  const parsed = userConfigurationSchema.safeParse(document);
  if (!parsed.success) problems.push(...problemsOf(parsed.error, []));

  const chat = checkSection(document, 'chat_provider_config', providers.chat, chatSettingsSchema, problems);
  const llm = checkSection(document, 'llm_provider_config', providers.llm, llmSettingsSchema, problems);
  if (problems.length > 0 || !parsed.success || chat === null) throw invalidConfiguration(problems);

  return {
    document,
    configuration: parsed.data,
    chat,
    llm,
    warnings: [
      ...nearMisses(document, chat, llm),
      ...(llm === null ? digestsWithoutModel(parsed.data) : sharedContext(parsed.data)),
      ...notYet(parsed.data),
    ],
  };
}

/** The error of a document that does not validate. */
export function invalidConfiguration(problems: readonly ConfigurationProblem[]): ImposterError {
  const lines = problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return new ImposterError(
    'invalid_configuration',
    `The configuration does not validate: ${lines.join('; ')}`,
    {
      problems,
    },
  );
}

/** Old documents are a one-element array of the object, or name the chat section `chatbot_provider_config`. */
function unwrap(given: unknown): Record<string, unknown> {
  const single = givenDocument(given);
  if (typeof single !== 'object' || single === null || Array.isArray(single)) {
    throw invalidConfiguration([{ path: '', message: 'must be one configuration object' }]);
  }
  const { chatbot_provider_config: alias, ...document } = copyOf(single);
  return alias === undefined || 'chat_provider_config' in document
    ? { ...document, ...(alias === undefined ? {} : { chatbot_provider_config: alias }) }
    : { ...document, chat_provider_config: alias };
}

function copyOf(document: object): Record<string, unknown> {
  try {
    return structuredClone(document) as Record<string, unknown>;
  } catch {
    throw invalidConfiguration([
      { path: '', message: 'must be JSON: it holds a function or another thing that JSON cannot' },
    ]);
  }
}

/** Checks one of the two sections that name a plugin; null when it is absent or wrong. */
function checkSection<P extends Plugin, Settings>(
  document: Record<string, unknown>,
  section: string,
  plugins: readonly P[],
  settingsSchema: ZodType<Settings>,
  problems: ConfigurationProblem[],
): { provider: P; config: unknown; settings: Settings } | null {
  const value = document[section];
  if (!isObject(value) || typeof value.provider_name !== 'string') return null;
  const { provider_name: name, provider_config: given = {} } = value;
  const provider = plugins.find((plugin) => plugin.name === name || plugin.aliases?.includes(name));
  if (provider === undefined) {
    problems.push({ path: `${section}.provider_name`, message: unknownProvider(name, plugins) });
    return null;
  }
  const at = [section, 'provider_config'];
  const config = provider.configSchema.safeParse(given);
  if (!config.success) problems.push(...problemsOf(config.error, at));
  const settings = settingsSchema.safeParse(given);
  if (!config.success || !settings.success) {
    // The plugin's own words come first; ours only where the plugin had nothing to say.
    if (config.success && settings.error !== undefined) problems.push(...problemsOf(settings.error, at));
    return null;
  }
  return { provider, config: config.data, settings: settings.data };
}

function unknownProvider(name: string, plugins: readonly Plugin[]): string {
  const names = plugins.map((plugin) => `"${plugin.name}"`).join(', ');
  return `there is no provider "${name}"; ${names === '' ? 'none is installed' : `installed are ${names}`}`;
}

function problemsOf(error: ZodError, prefix: readonly string[]): ConfigurationProblem[] {
  return error.issues.map((issue) => ({
    path: [...prefix, ...issue.path].join('.'),
    message: issue.message,
  }));
}

function nearMisses(
  document: Record<string, unknown>,
  chat: { provider: Plugin },
  llm: { provider: Plugin } | null,
): string[] {
  return [
    ...nearMissesIn(document, 'chat_provider_config', chat.provider),
    ...(llm === null ? [] : nearMissesIn(document, 'llm_provider_config', llm.provider)),
  ];
}

function nearMissesIn(document: Record<string, unknown>, section: string, plugin: Plugin): string[] {
  const given = (document[section] as { provider_config?: object }).provider_config ?? {};
  const known = keysOf(plugin.configSchema);
  return Object.keys(given).flatMap((key) => {
    const nearest = nearMiss(key, known);
    return nearest === null || known.includes(key)
      ? []
      : [`${section}.provider_config.${key} is passed on as it is; did you mean "${nearest}"?`];
  });
}

function keysOf(schema: ZodType): string[] {
  return 'shape' in schema && isObject(schema.shape) ? Object.keys(schema.shape) : [];
}

/** On by default, and not what everybody expects. */
function sharedContext({ context_config }: UserConfiguration): string[] {
  if (!context_config.shared_context) return [];
  return [
    'context_config.shared_context is on: in each direct chat the model is also shown what was said lately in the other ' +
      'answered direct chats (numbers, addresses and links masked), and it may let some of that slip; ' +
      'set it to false to keep contacts apart',
  ];
}

/** A group is tracked without a language model, but not summed up. */
function digestsWithoutModel({ periodic_group_tracking: groups }: UserConfiguration): string[] {
  return groups.flatMap(({ digest }, index) =>
    digest?.enabled
      ? [
          `periodic_group_tracking.${index}.digest needs a language model: without llm_provider_config there are none`,
        ]
      : [],
  );
}

/** What may be written down already but does nothing so far. */
function notYet(configuration: UserConfiguration): string[] {
  if (configuration.overrides.length === 0) return [];
  return ['overrides is stored, but this version does not act on it'];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
