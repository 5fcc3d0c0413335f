import { parseText, type SyntaxProblem, textOf } from '../json/json-text.ts';
import type { DocumentProblem } from '../validation/find-problems.ts';
import { changedPaths, isSameJson } from './changed-paths.ts';
import { asJson, type DocumentPath, type JsonObject, valueAt } from './json.ts';
import { hideSecrets, restoreSecrets } from './secrets.ts';

/** A configuration as it was read. */
export interface StoredDocument {
  document: JsonObject;
  /** Names this version of it. */
  etag: string;
}

/** A problem that the server found, with the value that it found it in. */
export interface RefusedValue extends DocumentProblem {
  value: unknown;
}

/** A configuration while it is edited. */
export interface Draft {
  /** What the edits are made to. */
  stored: StoredDocument;
  /** As it is now; as it was last, while the text can not be read. */
  document: JsonObject;
  /** As it stands in the JSON editor. */
  text: string;
  /** Why the text can not be read; null when it can. */
  syntaxProblem: SyntaxProblem | null;
  refused: readonly RefusedValue[];
  secrets: readonly DocumentPath[];
}

/** What happens to a draft. */
export type DraftAction =
  | { type: 'documentEdited'; document: JsonObject }
  | { type: 'textEdited'; text: string }
  /** The last text that could be read comes back. */
  | { type: 'textDropped' }
  | { type: 'refused'; problems: readonly DocumentProblem[] }
  /** Another version takes the place of all that was edited. */
  | { type: 'replaced'; stored: StoredDocument }
  /** What was edited before comes back, over the version that is stored now. */
  | { type: 'broughtBack'; draft: Draft }
  | { type: 'saved'; sent: JsonObject; stored: StoredDocument };

/** A draft without any edits. */
export function startDraft(stored: StoredDocument, secrets: readonly DocumentPath[]): Draft {
  const { document } = stored;
  return { stored, document, text: textOf(document), syntaxProblem: null, refused: [], secrets };
}

/** The draft after something happened. */
export function nextDraft(draft: Draft, action: DraftAction): Draft {
  switch (action.type) {
    case 'documentEdited':
      return withDocument(draft, asJson(action.document));
    case 'textEdited':
      return withText(draft, action.text);
    case 'textDropped':
      return { ...draft, text: shownText(draft), syntaxProblem: null };
    case 'refused':
      return {
        ...draft,
        refused: action.problems.map((problem) => ({
          ...problem,
          value: valueAt(draft.document, problem.path),
        })),
      };
    case 'replaced':
      return startDraft(action.stored, draft.secrets);
    case 'broughtBack':
      return { ...action.draft, stored: draft.stored };
    case 'saved':
      return afterSave(draft, action);
  }
}

/** Whether something would be lost if the draft were. */
export function hasEdits({ document, stored, syntaxProblem }: Draft): boolean {
  return syntaxProblem !== null || !isSameJson(document, stored.document);
}

/** What the server found wrong and what was not changed since. */
export function standingRefusals({ refused, document }: Draft): RefusedValue[] {
  return refused.filter(({ path, value }) => changedPaths(value, valueAt(document, path)).length === 0);
}

function withDocument(draft: Draft, document: JsonObject): Draft {
  if (isSameJson(document, draft.document)) return draft;
  return { ...draft, document, text: shownText({ ...draft, document }), syntaxProblem: null };
}

function withText(draft: Draft, text: string): Draft {
  const parsed = parseText(text);
  if ('problem' in parsed) return { ...draft, text, syntaxProblem: parsed.problem };
  const document = restoreSecrets(parsed.document, draft.document, draft.secrets);
  return { ...draft, text, document, syntaxProblem: null };
}

/** What was typed while the save was under way stays. */
function afterSave(draft: Draft, { sent, stored }: { sent: JsonObject; stored: StoredDocument }): Draft {
  const isTouched = draft.syntaxProblem !== null || !isSameJson(draft.document, sent);
  return isTouched ? { ...draft, stored, refused: [] } : startDraft(stored, draft.secrets);
}

function shownText({ document, secrets }: Draft): string {
  return textOf(hideSecrets(document, secrets));
}
