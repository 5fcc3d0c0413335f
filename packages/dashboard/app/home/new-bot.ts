import type { ConfigurationJson } from '../api/api-json.ts';

/** What is typed in to create a bot. */
export interface NewBot {
  name: string;
  mode: 'answers' | 'collects';
  system: string;
  model: string;
  keySource: 'environment' | 'explicit';
  key: string;
}

/** The fields that may have something wrong with them. */
export type NewBotField = 'name' | 'system' | 'model' | 'key';

/** What is wrong with a field before it is sent. */
export type NewBotProblem = 'nameMissing' | 'nameWrong' | 'nameTaken' | 'modelMissing' | 'typedKeyMissing';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The chat provider of this version. */
const CHAT_PROVIDER = 'whatsAppBaileyes';
const LLM_PROVIDER = 'openAi';

const PATHS: readonly [path: string, field: NewBotField][] = [
  ['user_id', 'name'],
  ['llm_provider_config.provider_config.system', 'system'],
  ['llm_provider_config.provider_config.model', 'model'],
  ['llm_provider_config.provider_config.api_key', 'key'],
  ['llm_provider_config.provider_config.api_key_source', 'key'],
];

/**
 * What is wrong with what was typed in.
 * @param names those of the bots that there are
 */
export function problemsOf(
  bot: NewBot,
  names: readonly string[],
): Partial<Record<NewBotField, NewBotProblem>> {
  const name = nameProblem(bot.name, names);
  const answers = bot.mode === 'answers';
  return {
    ...(name !== null && { name }),
    ...(answers && bot.model.trim() === '' && { model: 'modelMissing' as const }),
    ...(answers && bot.keySource === 'explicit' && bot.key === '' && { key: 'typedKeyMissing' as const }),
  };
}

/** The configuration of a new bot. What it does not say has its default. */
export function configurationOf({ name, mode, system, model, keySource, key }: NewBot): ConfigurationJson {
  const settings = {
    api_key_source: keySource,
    ...(keySource === 'explicit' && { api_key: key }),
    model: model.trim(),
    system: system.trim(),
  };
  return {
    user_id: name,
    chat_provider_config: { provider_name: CHAT_PROVIDER, provider_config: {} },
    ...(mode === 'answers' && {
      llm_provider_config: { provider_name: LLM_PROVIDER, provider_config: settings },
    }),
  };
}

/** The field that a problem of a configuration is about; null: there is none for it. */
export function fieldAt(path: string): NewBotField | null {
  return PATHS.find(([known]) => known === path)?.[1] ?? null;
}

function nameProblem(name: string, names: readonly string[]): NewBotProblem | null {
  if (name === '') return 'nameMissing';
  if (!NAME.test(name)) return 'nameWrong';
  const isTaken = names.some((other) => other.toLowerCase() === name.toLowerCase());
  return isTaken ? 'nameTaken' : null;
}

/** What is wrong with which field, in words. */
export type FieldProblems = Partial<Record<NewBotField, string>>;
