import { LlmError, type LlmResult, type LlmUsage } from '@chat-imposter/core';

type Json = Readonly<Record<string, unknown>>;

/**
 * What an answer with status 200 says. Servers that imitate OpenAI send much else with that status, so that
 * nothing is taken for granted.
 * @param answer the body as the SDK gives it: parsed JSON, a string when it was no JSON, or nothing
 * @param model named in the result when the server does not name one
 * @throws LlmError `bad_response` when it is no chat completion or has no text, `content_filter`,
 *   or `output_truncated` when the limit was reached before the first word
 */
export function toResult(answer: unknown, model: string): LlmResult {
  const completion = completionOf(answer);
  const choice = firstChoice(completion);
  const message = isJson(choice.message) ? choice.message : {};
  const finish = wordOf(choice.finish_reason) ?? 'stop';
  const common = {
    usage: usageOf(completion.usage),
    model: wordOf(completion.model) ?? model,
    requestId: wordOf(completion._request_id),
  };
  const refusal = wordOf(message.refusal);
  if (refusal !== null) return { kind: 'refusal', refusal, ...common };
  if (finish === 'content_filter') {
    throw new LlmError('content_filter', 'The content filter of the server stopped the answer.');
  }
  const text = textOf(message.content);
  if (text.trim() === '') throw emptyAnswer(finish);
  return { kind: 'text', text, finish, ...common };
}

function completionOf(answer: unknown): Json {
  if (!isJson(answer)) throw badResponse(typeof answer === 'string' ? 'a text that is no JSON' : 'nothing');
  if (isJson(answer.error)) throw badResponse('an error under status 200');
  return answer;
}

function firstChoice({ choices }: Json): Json {
  const first: unknown = Array.isArray(choices) ? choices[0] : undefined;
  if (!isJson(first)) throw badResponse('no choices');
  return first;
}

function emptyAnswer(finish: string): LlmError {
  return finish === 'length'
    ? new LlmError(
        'output_truncated',
        'The token limit was reached before the first word: raise max_output_tokens.',
      )
    : badResponse('an empty text');
}

function badResponse(what: string): LlmError {
  return new LlmError('bad_response', `The server answered with ${what}: check that base_url is right.`);
}

/** Most servers send a string, some a list of parts. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.map((part: unknown) => (isJson(part) ? (wordOf(part.text) ?? '') : '')).join('');
}

function usageOf(usage: unknown): LlmUsage {
  const counts = isJson(usage) ? usage : {};
  const input = isJson(counts.prompt_tokens_details) ? counts.prompt_tokens_details : {};
  const output = isJson(counts.completion_tokens_details) ? counts.completion_tokens_details : {};
  return {
    inputTokens: countOf(counts.prompt_tokens),
    cachedInputTokens: countOf(input.cached_tokens),
    outputTokens: countOf(counts.completion_tokens),
    reasoningTokens: countOf(output.reasoning_tokens),
  };
}

function countOf(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : 0;
}

function wordOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
