import { useEffect, useEffectEvent, useMemo, useReducer, useState } from 'react';
import { texts } from '../texts/texts.ts';
import { Failure } from '../ui/failure.tsx';
import { type Draft, hasEdits, nextDraft, type StoredDocument, startDraft } from './document/draft.ts';
import { draftProblems } from './document/draft-problems.ts';
import type { DocumentPath, JsonObject } from './document/json.ts';
import { secretPaths } from './document/secrets.ts';
import { type EditorView, EditorViews } from './editor-views.tsx';
import { focusField } from './form/focus-field.ts';
import { ConflictNotice } from './saving/conflict-notice.tsx';
import { LeaveGuard } from './saving/leave-guard.tsx';
import { ProblemSummary } from './saving/problem-summary.tsx';
import { SaveBar } from './saving/save-bar.tsx';
import { TookTheirs } from './saving/took-theirs.tsx';
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
  const [replaced, setReplaced] = useState<Draft | null>(null);
  const [wanted, setWanted] = useState<DocumentPath | null>(null);
  const { state, setState, save } = useSave({ userId, draft, dispatch });
  const problems = useMemo(() => draftProblems(draft, { schema, userId }), [draft, schema, userId]);
  const isEdited = hasEdits(draft);
  const isBlocked = problems.length > 0 || draft.syntaxProblem !== null;
  const trySave = (options: SaveOptions) => {
    if (state.kind === 'saving') return;
    setAttempts(attempts + 1);
    if (!isBlocked) void save(options);
    else if (draft.syntaxProblem !== null) setView('json');
  };
  useSaveKey(() => trySave({ isReloaded: false }));
  useFocusOn(wanted, () => setWanted(null));
  return (
    <>
      {state.kind === 'failed' && (
        <div className="grid gap-1">
          <p className="text-sm">{texts.editor.failed}</p>
          <Failure error={state.error} />
        </div>
      )}
      {state.kind === 'reloadFailed' && (
        <div className="grid gap-1">
          <p className="text-sm">{texts.editor.reloadFailed}</p>
          <Failure error={state.error} />
        </div>
      )}
      {state.kind === 'conflict' && (
        <ConflictNotice
          draft={draft}
          theirs={state.theirs}
          onTakeTheirs={(theirs) => {
            setReplaced(draft);
            dispatch({ type: 'replaced', stored: theirs });
            setState({ kind: 'idle' });
          }}
          onKeepMine={({ etag }) => trySave({ isReloaded: false, etag })}
          onGoOn={() => setState({ kind: 'idle' })}
        />
      )}
      {replaced !== null && (
        <TookTheirs
          onBringBack={() => {
            dispatch({ type: 'broughtBack', draft: replaced });
            setReplaced(null);
          }}
        />
      )}
      {attempts > 0 && problems.length > 0 && (
        <ProblemSummary
          key={attempts}
          problems={problems}
          onOpen={(path) => {
            setView('form');
            setWanted(path);
          }}
        />
      )}
      <EditorViews {...{ userId, schema, draft, problems, view, dispatch }} onView={setView} />
      <SaveBar state={state} isEdited={isEdited} onSave={trySave} />
      <LeaveGuard isActive={isEdited} />
    </>
  );
}

/** Focuses the field once the form is shown. */
function useFocusOn(path: DocumentPath | null, onDone: () => void): void {
  const done = useEffectEvent(onDone);
  useEffect(() => {
    if (path === null) return;
    focusField(path);
    done();
  }, [path]);
}
