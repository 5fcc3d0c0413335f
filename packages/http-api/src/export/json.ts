import { type Period, partyToJson, periodToJson, type TrackedGroupView } from '@chat-imposter/core';

/** The periods of a group, newest first. */
type PeriodsOf = (groupId: string) => AsyncIterable<Period>;

/** Groups with their periods as one JSON array, written as they are read. */
export async function* jsonArray(
  groups: readonly TrackedGroupView[],
  periodsOf: PeriodsOf,
): AsyncGenerator<string> {
  let before = '[';
  for (const group of groups) {
    yield before;
    yield* jsonObject(group, periodsOf(group.group.identifier));
    before = ',';
  }
  yield groups.length === 0 ? '[]' : ']';
}

/** One group with its periods as a JSON object. */
export async function* jsonObject(
  { userId, group }: TrackedGroupView,
  periods: AsyncIterable<Period>,
): AsyncGenerator<string> {
  let before = `{"group":${JSON.stringify(partyToJson(group))},"periods":[`;
  for await (const period of periods) {
    yield before + JSON.stringify(periodToJson(userId, period));
    before = ',';
  }
  yield before === ',' ? ']}' : `${before}]}`;
}

/** JSON Lines: a period a line, with its group. */
export async function* jsonLines(
  groups: readonly TrackedGroupView[],
  periodsOf: PeriodsOf,
): AsyncGenerator<string> {
  for (const { userId, group } of groups) {
    for await (const period of periodsOf(group.identifier)) {
      yield `${JSON.stringify({ group: partyToJson(group), ...periodToJson(userId, period) })}\n`;
    }
  }
}
