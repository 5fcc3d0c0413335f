import { texts } from '../../texts/texts.ts';
import { type DocumentProblem, findProblems } from '../validation/find-problems.ts';
import { type Draft, standingRefusals } from './draft.ts';
import { dotted, type JsonObject } from './json.ts';

/** Everything that keeps a draft from being saved: what the schema says, and what the server said and still holds. */
export function draftProblems(
  draft: Draft,
  { schema, userId }: { schema: JsonObject; userId: string },
): DocumentProblem[] {
  const found = findProblems(schema, draft.document);
  const renamed = draft.document.user_id !== userId;
  return withoutTwins([
    ...(renamed ? [{ path: ['user_id'], message: texts.editor.problems.userId(userId) }] : []),
    ...found,
    ...standingRefusals(draft),
  ]);
}

/** What both found is said once at each place. */
function withoutTwins(problems: readonly DocumentProblem[]): DocumentProblem[] {
  const byPlace = new Map<string, DocumentProblem>();
  for (const { path, message } of problems) {
    if (!byPlace.has(dotted(path))) byPlace.set(dotted(path), { path, message });
  }
  return [...byPlace.values()];
}
