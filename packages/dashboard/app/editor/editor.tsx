import { useEffect, useEffectEvent, useMemo, useReducer, useState } from 'react';
import { hasEdits, nextDraft, type StoredDocument, startDraft } from './document/draft.ts';
import { draftProblems } from './document/draft-problems.ts';
import type { DocumentPath, JsonObject } from './document/json.ts';
import { secretPaths } from './document/secrets.ts';
import { type EditorView, EditorViews } from './editor-views.tsx';
import { focusField, hasField } from './form/focus-field.ts';
import { LeaveGuard } from './saving/leave-guard.tsx';
import { focusSummary, ProblemSummary } from './saving/problem-summary.tsx';
import { SaveBar } from './saving/save-bar.tsx';
import { SaveNotices } from './saving/save-notices.tsx';
import { type SaveOptions, useSave } from './saving/use-save.ts';
import { useSaveKey } from './saving/use-save-key.ts';

interface EditorProps {
  userId: string;
  schema: JsonObject;
  stored: StoredDocument;
}

/** The configuration of a bot while it is edited. */
export function Editor({ userId, schema, stored }: EditorProps) {
  const [draft, dispatch] = useReducer(nextDraft, null, () => startDraft(stored, secretPaths(schema)));
  const [view, setView] = useState<EditorView>('form');
  const [attempts, setAttempts] = useState(0);
  const { state, setState, save } = useSave({ userId, draft, dispatch });
  const problems = useMemo(() => draftProblems(draft, { schema, userId }), [draft, schema, userId]);
  const isEdited = hasEdits(draft);
  const open = useFocusOn(setView);
  const trySave = (options: SaveOptions) => {
    if (state.kind === 'saving') return;
    setAttempts(attempts + 1);
    if (draft.syntaxProblem !== null) setView('json');
    else if (problems.length === 0) void save(options);
  };
  useSaveKey(() => trySave({ isReloaded: false }));
  // Not whenever there are problems: the focus must not leave what is being typed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of them is a save that was refused
  useEffect(focusSummary, [attempts, state.kind]);
  return (
    <>
      <SaveNotices
        {...{ draft, state, dispatch }}
        onOverwrite={({ etag }) => trySave({ isReloaded: false, etag })}
        onSettled={() => setState({ kind: 'idle' })}
      />
      {attempts > 0 && problems.length > 0 && <ProblemSummary problems={problems} onOpen={open} />}
      <EditorViews {...{ userId, schema, draft, problems, view, dispatch }} onView={setView} />
      <SaveBar state={state} isEdited={isEdited} onSave={trySave} />
      <LeaveGuard isActive={isEdited} />
    </>
  );
}

/** Gives what moves the focus to the field for a path, once the view that has it is shown. */
function useFocusOn(setView: (view: EditorView) => void): (path: DocumentPath) => void {
  const [wanted, setWanted] = useState<DocumentPath | null>(null);
  const done = useEffectEvent(() => setWanted(null));
  useEffect(() => {
    if (wanted === null) return;
    focusField(wanted);
    done();
  }, [wanted]);
  return (path) => {
    setView(hasField(path) ? 'form' : 'json');
    setWanted(path);
  };
}
