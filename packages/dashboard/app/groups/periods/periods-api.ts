import { callApi, requestApi, segment } from '../../api/call-api.ts';
import type { PeriodRange, TrackedGroupJson } from './periods-json.ts';

/** How periods can be taken along. */
export const exportFormats = ['json', 'jsonl', 'md'] as const;

export type ExportFormat = (typeof exportFormats)[number];

/** Every group that is tracked or has periods, each with its newest period only. */
export function readGroups(userId: string, signal: AbortSignal): Promise<TrackedGroupJson[]> {
  return callApi(`api/trackedGroupMessages/${segment(userId)}?lastPeriods=1`, { signal });
}

/** The newest periods of a group within a range. */
export function readPeriods(
  { userId, groupId }: GroupOfBot,
  { count, ...range }: PeriodRange & { count: number },
  signal: AbortSignal,
): Promise<TrackedGroupJson> {
  return callApi(pathOf(userId, groupId, { ...range, lastPeriods: count }), { signal });
}

/** Periods as the text of a file. */
export async function exportPeriods(
  { userId, groupId }: GroupOfBot,
  range: PeriodRange,
  format: ExportFormat,
): Promise<string> {
  const response = await requestApi(`${pathOf(userId, groupId, { ...range, format })}`, {});
  return response.text();
}

/** Deletes periods; tells how many those were. */
export async function deletePeriods({ userId, groupId }: GroupOfBot, range: PeriodRange): Promise<number> {
  const path = pathOf(userId, groupId, { ...range });
  const { deleted_count } = await callApi<{ deleted_count: number }>(path, { method: 'DELETE' });
  return deleted_count;
}

/** A group, and whose it is. */
export interface GroupOfBot {
  userId: string;
  groupId: string;
}

function pathOf(userId: string, groupId: string, query: Record<string, string | number>): string {
  const parameters = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
  return `api/trackedGroupMessages/${segment(userId)}/${segment(groupId)}?${parameters}`;
}
