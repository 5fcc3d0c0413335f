import type { Registry } from '@rjsf/utils';
import type { JsonObject } from '../document/json.ts';

/** What the fields of the form know beside their own value. */
export interface EditorFormContext {
  userId: string;
  document: JsonObject;
  /** As it was read: which secrets are stored. */
  stored: JsonObject;
}

/** What the fields of this form know. */
export function contextOf(registry: Pick<Registry, 'formContext'>): EditorFormContext {
  return registry.formContext as EditorFormContext;
}
