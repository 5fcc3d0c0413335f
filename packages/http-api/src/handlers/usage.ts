import { usageToJson } from '@chat-imposter/core';
import type { ApiAnswer } from '../api-answer.ts';
import type { ApiRequest } from '../api-request.ts';
import type { QueryKeys } from '../query.ts';

/** The query keys that choose a time. */
export const usageKeys = { from: 'count', until: 'count' } as const satisfies QueryKeys;

/** `GET /api/usage/:user_id`: what the model cost, by hour and model. */
export async function readUsage(request: ApiRequest): Promise<ApiAnswer> {
  const [from, until] = ['from', 'until'].map((key) => request.query.get(key) as number | undefined);
  const hours = await request.imposter.usage(request.parameter('user_id'), {
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
  });
  const usage = hours.map((hour) => ({ start: hour.start, turns: hour.turns, ...usageToJson(hour) }));
  return { status: 200, body: { usage } };
}
