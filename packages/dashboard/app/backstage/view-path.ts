import { segment } from '../api/call-api.ts';

/** The views of Backstage, in the order in which they are offered. */
export const VIEWS = ['conversations', 'queue', 'context', 'decisions', 'usage', 'log'] as const;

export type ViewName = (typeof VIEWS)[number];

/** Which view a part of a path names; without one it is the first. Null: none is called so. */
export function viewOf(name: string | undefined): ViewName | null {
  if (name === undefined) return VIEWS[0];
  return VIEWS.find((view) => view === name) ?? null;
}

/** The path of a view, for a contact if one is chosen. */
export function viewPath(userId: string, view: ViewName, contactId: string | null): string {
  const path = `/bots/${segment(userId)}${view === VIEWS[0] ? '' : `/${view}`}`;
  return contactId === null ? path : `${path}?contact=${encodeURIComponent(contactId)}`;
}
