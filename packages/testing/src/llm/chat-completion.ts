import type { LlmUsage } from '@chat-imposter/core';
import { buildTextCompletion } from '@copilotkit/aimock';
import type { ChatRequestBody } from './llm-request.ts';

/** What the scripted model says. */
export interface BrainAnswer {
  text: string;
  /** Said instead of the text, as models refuse. */
  refusal?: string;
  /** The `finish_reason`. Default `stop`. */
  finish?: string;
  /** Token counts to report; those that are left out are 0. Default: an estimate from the lengths of the texts. */
  usage?: Partial<LlmUsage>;
  /** The model that claims to have answered. Default: the one that was asked for. */
  model?: string;
}

type ChatCompletion = ReturnType<typeof buildTextCompletion>;

/** The answer of an OpenAI server with this text. */
function chatCompletion(body: ChatRequestBody, answer: BrainAnswer): ChatCompletion {
  const overrides = { finishReason: answer.finish ?? 'stop' };
  const model = answer.model ?? body.model;
  const completion = buildTextCompletion(answer.text, model, undefined, overrides, body.messages);
  return answer.usage === undefined ? completion : { ...completion, usage: usageJson(answer.usage) };
}

/** The answer of an OpenAI server, or its refusal. */
export function answerJson(body: ChatRequestBody, answer: BrainAnswer): object {
  const completion = chatCompletion(body, answer);
  return answer.refusal === undefined ? completion : withoutText(completion, answer.refusal);
}

/** The answer of an OpenAI server without a text: refused, filtered, or cut before the first word. */
export function textlessCompletion(
  body: ChatRequestBody,
  finish: string,
  refusal: string | null = null,
): object {
  return withoutText(chatCompletion(body, { text: '', finish }), refusal);
}

function withoutText(completion: ChatCompletion, refusal: string | null): object {
  const message = { role: 'assistant', content: null, refusal };
  return { ...completion, choices: completion.choices.map((choice) => ({ ...choice, message })) };
}

function usageJson(usage: Partial<LlmUsage>) {
  const { inputTokens = 0, cachedInputTokens = 0, outputTokens = 0, reasoningTokens = 0 } = usage;
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: cachedInputTokens },
    completion_tokens_details: { reasoning_tokens: reasoningTokens },
  };
}
