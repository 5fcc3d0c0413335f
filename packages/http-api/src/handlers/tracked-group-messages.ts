import type { PeriodQuery, TrackedGroupView } from '@chat-imposter/core';
import type { ApiAnswer } from '../api-answer.ts';
import type { ApiRequest } from '../api-request.ts';
import { jsonArray, jsonLines, jsonObject } from '../export/json.ts';
import { markdown } from '../export/markdown.ts';
import type { QueryKeys } from '../query.ts';

/** The query keys that say which periods are meant. */
export const periodFilters = {
  lastPeriods: 'count',
  from: 'count',
  until: 'count',
} as const satisfies QueryKeys;

/** The same, and how they are to be written. */
export const periodExport = {
  ...periodFilters,
  format: ['json', 'jsonl', 'md'],
} as const satisfies QueryKeys;

/** How groups with their periods are written, by `format`. */
const FORMATS = {
  json: { type: 'application/json; charset=utf-8', write: jsonArray },
  jsonl: { type: 'application/jsonl; charset=utf-8', write: jsonLines },
  md: { type: 'text/markdown; charset=utf-8', write: markdown },
} as const;

/** `GET /api/trackedGroupMessages/:user_id`: every group that is tracked or has periods, with its periods. */
export async function readTrackedGroups(request: ApiRequest): Promise<ApiAnswer> {
  const userId = request.parameter('user_id');
  const groups = await request.imposter.trackedGroups(userId);
  return answer(request, groups, (groupId) => request.imposter.periods(userId, groupId, queryOf(request)));
}

/** `GET /api/trackedGroupMessages/:user_id/:group_id`: one of them. */
export async function readTrackedGroup(request: ApiRequest): Promise<ApiAnswer> {
  const userId = request.parameter('user_id');
  const group = await request.imposter.trackedGroup(userId, request.parameter('group_id'));
  const periods = (groupId: string) => request.imposter.periods(userId, groupId, queryOf(request));
  if (formatOf(request) !== 'json') return answer(request, [group], periods);
  return {
    status: 200,
    headers: { 'content-type': FORMATS.json.type },
    stream: jsonObject(group, periods(group.group.identifier)),
  };
}

/** `DELETE /api/trackedGroupMessages/:user_id`: deletes periods of all groups. */
export async function deleteAllPeriods(request: ApiRequest): Promise<ApiAnswer> {
  const userId = request.parameter('user_id');
  let deleted = 0;
  for (const { group } of await request.imposter.trackedGroups(userId)) {
    deleted += await request.imposter.deletePeriods(userId, group.identifier, queryOf(request));
  }
  return { status: 200, body: { status: 'success', deleted_count: deleted } };
}

/** `DELETE /api/trackedGroupMessages/:user_id/:group_id`: deletes periods of one group. */
export async function deletePeriods(request: ApiRequest): Promise<ApiAnswer> {
  const userId = request.parameter('user_id');
  const { group } = await request.imposter.trackedGroup(userId, request.parameter('group_id'));
  const deleted = await request.imposter.deletePeriods(userId, group.identifier, queryOf(request));
  return { status: 200, body: { status: 'success', deleted_count: deleted } };
}

function answer(
  request: ApiRequest,
  groups: readonly TrackedGroupView[],
  periods: Parameters<typeof jsonArray>[1],
): ApiAnswer {
  const { type, write } = FORMATS[formatOf(request)];
  return {
    status: 200,
    headers: { 'content-type': type },
    stream: write(groups, periods),
  };
}

function formatOf({ query }: ApiRequest): keyof typeof FORMATS {
  return (query.get('format') ?? 'json') as keyof typeof FORMATS;
}

function queryOf({ query }: ApiRequest): PeriodQuery {
  const [from, until, last] = ['from', 'until', 'lastPeriods'].map(
    (key) => query.get(key) as number | undefined,
  );
  return {
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    ...(last === undefined ? {} : { last }),
  };
}
