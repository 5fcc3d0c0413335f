import { ImposterError, type LlmProvider } from '@chat-imposter/core';
import { apiKeyOf, type Environment } from './api-key.ts';
import { type OpenAiConfiguration, openAiConfigurationSchema } from './configuration.ts';
import { parseHttpUrl } from './http-url.ts';
import { OpenAiModel } from './model.ts';

/** What the program decides, as opposed to a bot's configuration. */
export interface OpenAiProviderOptions {
  /**
   * Where every bot without its own `base_url` goes, whatever the source of its key.
   * @default OpenAI's own, `https://api.openai.com/v1`; also when empty
   */
  baseURL?: string;
  /**
   * Where a document's `base_url` may point together with the environment's key. Of each URL only the origin counts:
   * scheme, host and port.
   * @default none
   */
  allowedBaseUrls?: readonly string[];
  /**
   * Where `OPENAI_API_KEY` is looked up, each time a model is made; no other variable is read.
   * @default process.env
   */
  environment?: Environment;
}

const OPENAI_BASE_URL = 'https://api.openai.com/v1';

/**
 * OpenAI, and every server with the same interface, through Chat Completions.
 * @throws ImposterError `invalid_configuration` when an option is no http or https URL
 */
export function createOpenAiProvider(options: OpenAiProviderOptions = {}): LlmProvider<OpenAiConfiguration> {
  const { allowedBaseUrls = [] } = options;
  const defaultUrl = readUrl(options.baseURL || OPENAI_BASE_URL, 'baseURL');
  const allowedOrigins = new Set(allowedBaseUrls.map((url) => readUrl(url, 'allowedBaseUrls').origin));
  return {
    specVersion: 1,
    name: 'openAi',
    aliases: ['openai'],
    configSchema: openAiConfigurationSchema(allowedOrigins),
    createModel(config, context) {
      const apiKey = apiKeyOf(config, () => options.environment ?? process.env);
      const url = parseHttpUrl(config.base_url ?? '') ?? defaultUrl;
      return new OpenAiModel({
        config,
        endpoint: { apiKey, baseURL: url.href, timeoutMs: config.timeout_ms },
        outputLimitName: isOpenAi(url) ? 'max_completion_tokens' : 'max_tokens',
        context,
      });
    },
  };
}

/** OpenAI's own models know only the new name for the longest answer. */
function isOpenAi({ origin }: URL): boolean {
  return origin === new URL(OPENAI_BASE_URL).origin;
}

function readUrl(text: string, option: string): URL {
  const url = parseHttpUrl(text);
  if (url !== null) return url;
  throw new ImposterError(
    'invalid_configuration',
    `createOpenAiProvider: ${option} must hold http or https URLs without a user name or password.`,
  );
}
