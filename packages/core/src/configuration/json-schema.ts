import type { ZodType } from 'zod';
import { settingsJsonSchema } from './settings-json-schema.ts';
import { type JsonSchema, toJsonSchema } from './to-json-schema.ts';
import {
  chatSettingsSchema,
  llmSettingsSchema,
  providerSectionSchema,
  userConfigurationSchema,
} from './user-configuration.ts';
import type { Plugin, Providers } from './validate-configuration.ts';

/**
 * The JSON Schema (draft-07) of a configuration document that names one of the given plugins, for forms and for
 * checks before sending. It accepts what `validateConfiguration` accepts in its current form; the old spellings (an
 * array of one document, `chatbot_provider_config`) are not in it, nor are rules that JSON Schema cannot express,
 * such as which time zones exist.
 *
 * The settings of the plugins are under `$defs`: `ChatProviderSettings` and `LLMProviderSettings` are those of the
 * first plugin of each kind, further ones have a number at the end.
 * @throws TypeError when a plugin's `configSchema` is no schema of zod 4
 */
export function userConfigurationJsonSchema({ chat, llm }: Providers): JsonSchema {
  const document = toJsonSchema(userConfigurationSchema);
  const properties = document.schema.properties as Record<string, JsonSchema>;
  const chatSection = sectionOf(chat, 'ChatProviderSettings', chatSettingsSchema);
  const llmSection = sectionOf(llm, 'LLMProviderSettings', llmSettingsSchema);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...document.schema,
    properties: {
      ...properties,
      chat_provider_config: { ...titlesOf(properties.chat_provider_config), ...chatSection.schema },
      llm_provider_config: {
        ...titlesOf(properties.llm_provider_config),
        default: null,
        anyOf: [
          ...(llm.length === 0 ? [] : [{ ...RESPOND_USING_LLM, ...llmSection.schema }]),
          COLLECTION_ONLY,
        ],
      },
    },
    $defs: { ...document.definitions, ...chatSection.definitions, ...llmSection.definitions },
  };
}

const RESPOND_USING_LLM = {
  title: 'Respond Using Llm',
  description: 'The bot answers with a language model.',
};

const COLLECTION_ONLY = {
  title: 'Collection Only',
  description: 'The bot collects, logs and tracks, and never answers.',
  type: 'null',
};

interface Section {
  schema: JsonSchema;
  definitions: JsonSchema;
}

/** A section that names one of the plugins: an alternative for each, or the only one by itself. */
function sectionOf(plugins: readonly Plugin[], name: string, coreSettings: ZodType): Section {
  const sections = plugins.map((plugin, index) =>
    sectionOfOne(plugin, index === 0 ? name : `${name}${index + 1}`, coreSettings),
  );
  const [only] = sections;
  const definitions = Object.assign({}, ...sections.map((section) => section.definitions)) as JsonSchema;
  if (only === undefined) return { schema: { not: {} }, definitions };
  if (sections.length === 1) return { schema: only.schema, definitions };
  const alternatives = sections.map(({ schema, titles }) => ({ ...titles, ...schema }));
  return { schema: { oneOf: alternatives }, definitions };
}

function sectionOfOne(plugin: Plugin, name: string, coreSettings: ZodType): Section & { titles: JsonSchema } {
  const { schema: settings, definitions } = settingsJsonSchema(plugin, coreSettings, name);
  const { schema: section } = toJsonSchema(providerSectionSchema);
  const { provider_name } = section.properties as Record<string, JsonSchema>;
  const isOptional = plugin.configSchema.safeParse({}).success;
  return {
    titles: titlesOf(settings),
    schema: {
      ...section,
      properties: {
        provider_name: {
          ...titlesOf(provider_name),
          type: 'string',
          enum: [plugin.name, ...(plugin.aliases ?? [])],
          default: plugin.name,
        },
        provider_config: { $ref: `#/$defs/${name}` },
      },
      required: isOptional ? ['provider_name'] : ['provider_name', 'provider_config'],
    },
    definitions: { [name]: isOptional ? { ...settings, default: {} } : settings, ...definitions },
  };
}

function titlesOf({ title, description }: JsonSchema = {}): JsonSchema {
  return { title, description };
}
