import { ApiError, type FieldProblem } from '../../api/api-error.ts';
import type { DocumentProblem } from '../validation/find-problems.ts';

/** What a failed save means for the draft. */
export type SaveFailure =
  | { kind: 'conflict' }
  | { kind: 'refused'; problems: DocumentProblem[] }
  | { kind: 'notConnected'; problems: DocumentProblem[] }
  | { kind: 'other' };

/** What is to be done about a save that failed. */
export function saveFailure(error: unknown): SaveFailure {
  if (!(error instanceof ApiError)) return { kind: 'other' };
  if (error.status === 412) return { kind: 'conflict' };
  if (error.status === 422) return { kind: 'refused', problems: error.problems.map(documentProblem) };
  if (error.code === 'not_connected') {
    return {
      kind: 'notConnected',
      problems: [{ path: ['periodic_group_tracking'], message: error.message }],
    };
  }
  return { kind: 'other' };
}

function documentProblem({ path, message }: FieldProblem): DocumentProblem {
  return { path: path === '' ? [] : path.split('.'), message };
}
