import type { DocumentPath } from '../document/json.ts';
import { idOfField } from './field-id.ts';

const FOCUSABLE =
  'input:not(:disabled), select:not(:disabled), textarea:not(:disabled), button:not(:disabled), summary';

/** Moves the focus to the field for a path, or to the nearest one around it, and opens what it is folded into. */
export function focusField(path: DocumentPath): void {
  for (let length = path.length; length > 0; length -= 1) {
    const id = idOfField(path.slice(0, length));
    const field = document.getElementById(id) ?? document.querySelector(`[data-field="${CSS.escape(id)}"]`);
    if (field === null) continue;
    for (
      let outer = field.closest('details');
      outer;
      outer = outer.parentElement?.closest('details') ?? null
    ) {
      outer.open = true;
    }
    const target = field.matches(FOCUSABLE) ? field : field.querySelector(FOCUSABLE);
    if (!(target instanceof HTMLElement)) continue;
    target.focus();
    target.scrollIntoView({ block: 'center' });
    return;
  }
}
