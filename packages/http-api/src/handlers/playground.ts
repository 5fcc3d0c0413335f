import {
  ImposterError,
  type ModelCall,
  type Playground,
  type PlaygroundState,
  type PlaygroundTurn,
} from '@chat-imposter/core';
import type { ApiAnswer } from '../api-answer.ts';
import type { ApiRequest } from '../api-request.ts';
import { Problem } from '../problem.ts';

/** As much as a message of a platform may have, in UTF-16 code units. */
export const LONGEST_TEXT = 65_536;

/** `GET /api/playground/:user_id`: what was said and thought in the playground of a bot. */
export async function readPlayground(request: ApiRequest): Promise<ApiAnswer> {
  const state = await playgroundOf(request).state(request.parameter('user_id'));
  return { status: 200, body: stateToJson(state) };
}

/** `POST /api/playground/:user_id`: says something to the copy of a bot; the answer is in the state, later. */
export async function sayInPlayground(request: ApiRequest): Promise<ApiAnswer> {
  const playground = playgroundOf(request);
  const userId = request.parameter('user_id');
  await playground.say(userId, textIn(request.body));
  return { status: 202, body: stateToJson(await playground.state(userId)) };
}

/** `DELETE /api/playground/:user_id`: forgets what was said. */
export async function resetPlayground(request: ApiRequest): Promise<ApiAnswer> {
  await playgroundOf(request).reset(request.parameter('user_id'));
  return { status: 204 };
}

function playgroundOf({ playground }: ApiRequest): Playground {
  if (playground !== null) return playground;
  const message = 'There is no playground here: the program gives none to createApiRouter.';
  throw new ImposterError('not_supported', message);
}

function textIn(body: unknown): string {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  if (!isObject) throw wrongText('', 'must be {"text": "…"}');
  const { text, ...rest } = body as Record<string, unknown>;
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw wrongText(unknown, 'has something else in it than text');
  if (typeof text !== 'string' || text.trim() === '')
    throw wrongText('text', 'must be a text that says something');
  if (text.length > LONGEST_TEXT) throw wrongText('text', `has more than ${LONGEST_TEXT} characters`);
  return text;
}

function wrongText(path: string, message: string): Problem {
  return new Problem(422, 'invalid_message', `The message ${message}.`, { errors: [{ path, message }] });
}

function stateToJson(state: PlaygroundState) {
  return {
    user_id: state.userId,
    mode: state.mode,
    last_error: state.lastError,
    is_stale: state.isStale,
    is_answering: state.isAnswering,
    messages: state.messages,
    turns: state.turns.map(turnToJson),
  };
}

function turnToJson({ turnId, stage, reason, startedTime, durationMs, calls }: PlaygroundTurn) {
  return {
    turn_id: turnId,
    stage,
    reason,
    started_time: startedTime,
    duration_ms: durationMs,
    calls: calls.map(callToJson),
  };
}

/** As the model sees it: the persona first. */
function callToJson({ request, startedTime, durationMs, answer, problem, model, usage }: ModelCall) {
  return {
    messages: [{ role: 'system', content: request.system }, ...request.messages],
    started_time: startedTime,
    duration_ms: durationMs,
    answer,
    problem,
    model,
    usage:
      usage === null
        ? null
        : {
            input_tokens: usage.inputTokens,
            cached_input_tokens: usage.cachedInputTokens,
            output_tokens: usage.outputTokens,
            reasoning_tokens: usage.reasoningTokens,
          },
  };
}
