import type { LlmRequest } from '@chat-imposter/core';
import { type OpenAiConfiguration, OWN_KEYS } from './configuration.ts';

/** The JSON body of a chat completion. */
export type RequestBody = Readonly<Record<string, unknown>>;

/** Which name the server has for the longest answer; `max_tokens` is the one that all but OpenAI itself know. */
export type OutputLimitName = 'max_tokens' | 'max_completion_tokens';

/**
 * What is sent: the conversation, the parameters of the configuration, and its unknown keys as they are.
 * The `system` message comes first and is left out when it would be empty.
 */
export function requestBody(
  config: OpenAiConfiguration,
  request: LlmRequest,
  outputLimitName: OutputLimitName,
): RequestBody {
  const { model, temperature, reasoning_effort: effort, max_output_tokens: limit } = config;
  const maxOutputTokens = request.maxOutputTokens ?? limit;
  return {
    ...extraParameters(config),
    model,
    messages: messagesOf(request),
    ...(takesTemperature(model, effort) ? { temperature } : {}),
    ...(effort === null ? {} : { reasoning_effort: effort }),
    ...(maxOutputTokens === null ? {} : { [outputLimitName]: maxOutputTokens }),
  };
}

/** Reasoning models by their ids, without the vendor in front (`openai/o3`); `-chat` ones do not reason. */
const REASONING_MODEL = /^(?:o\d|gpt-(?:[5-9]|1\d))(?!.*chat)/i;

/** Reasoning models refuse a temperature, unless they are told not to reason. */
export function takesTemperature(model: string, effort: OpenAiConfiguration['reasoning_effort']): boolean {
  return effort === 'none' || !REASONING_MODEL.test(model.slice(model.lastIndexOf('/') + 1));
}

function messagesOf({ system, messages }: LlmRequest) {
  const turns = messages.map(({ role, content }) => ({ role, content }));
  return system === '' ? turns : [{ role: 'system', content: system }, ...turns];
}

function extraParameters(config: OpenAiConfiguration): Record<string, unknown> {
  return Object.fromEntries(Object.entries(config).filter(([key]) => !OWN_KEYS.has(key)));
}
