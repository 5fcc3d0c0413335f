import type { DocumentPath } from '../document/json.ts';
import { idOfField } from './field-id.ts';

const FOCUSABLE =
  '[tabindex], input:not(:disabled), select:not(:disabled), textarea:not(:disabled), button:not(:disabled), summary';

/** Moves the focus to the field for a path, or to the nearest one around it, and opens what it is folded into. */
export function focusField(path: DocumentPath): void {
  const target = fieldFor(path) ?? document.querySelector<HTMLElement>('.cm-content');
  for (let outer = target?.closest('details'); outer; outer = outer.parentElement?.closest('details')) {
    outer.open = true;
  }
  target?.focus();
  target?.scrollIntoView({ block: 'center' });
}

/** Whether the form has a field for a path, or for something around it; all else can only be mended in the JSON. */
export function hasField(path: DocumentPath): boolean {
  return fieldFor(path) !== null;
}

function fieldFor(path: DocumentPath): HTMLElement | null {
  for (let length = path.length; length > 0; length -= 1) {
    const id = idOfField(path.slice(0, length));
    const field =
      document.getElementById(id) ?? document.querySelector<HTMLElement>(`[data-field="${CSS.escape(id)}"]`);
    const target = field?.matches(FOCUSABLE) ? field : field?.querySelector<HTMLElement>(FOCUSABLE);
    if (target) return target;
  }
  return null;
}
