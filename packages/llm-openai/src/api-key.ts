import { ImposterError } from '@chat-imposter/core';

/** The part of a configuration that says where the key is. */
export interface KeySource {
  api_key_source: 'environment' | 'explicit';
  api_key: string | null;
}

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where keys of bots with `api_key_source: "environment"` come from; the only variable that is read. */
const KEY_VARIABLE = 'OPENAI_API_KEY';

const EXPLICIT_PATH = 'llm_provider_config.provider_config.api_key';

/**
 * The key that a configuration asks for, without blanks around it.
 * The environment is looked at only when the configuration says so.
 * @throws ImposterError `llm_key_missing` when it is absent, empty, or cannot be sent in a header
 */
export function apiKeyOf(config: KeySource, environment: () => Environment): string {
  const isExplicit = config.api_key_source === 'explicit';
  const key = ((isExplicit ? config.api_key : environment()[KEY_VARIABLE]) ?? '').trim();
  if (isSendableKey(key)) return key;
  const problem = key === '' ? 'There is no API key' : 'The API key has characters that no key has';
  throw new ImposterError(
    'llm_key_missing',
    `${problem}: ${isExplicit ? EXPLICIT_ADVICE : ENVIRONMENT_ADVICE}`,
  );
}

/** Pattern of a key that can stand in an `Authorization` header: printable ASCII without blanks inside, not empty. */
export const SENDABLE_KEY = '^\\s*[!-~]+\\s*$';

/** Whether a key can stand in an `Authorization` header once the blanks around it are gone. */
export function isSendableKey(key: string): boolean {
  return new RegExp(SENDABLE_KEY).test(key);
}

const EXPLICIT_ADVICE = `set ${EXPLICIT_PATH}, or set api_key_source to "environment" and ${KEY_VARIABLE} in the environment.`;
const ENVIRONMENT_ADVICE = `set ${KEY_VARIABLE} in the environment, or set api_key_source to "explicit" and ${EXPLICIT_PATH}.`;
