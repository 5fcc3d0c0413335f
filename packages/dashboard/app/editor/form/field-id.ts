import { type DocumentPath, dotted } from '../document/json.ts';

/** What the ids of all fields begin with. */
export const FIELD_PREFIX = 'field';

/** The id of the input for a path of the document. */
export function idOfField(path: DocumentPath): string {
  return path.length === 0 ? FIELD_PREFIX : `${FIELD_PREFIX}.${dotted(path)}`;
}

/** The path of the document that an input is for. */
export function pathOfField(id: string): DocumentPath {
  return id.split('.').slice(1);
}
