import { type Dispatch, useState } from 'react';
import { texts } from '../../texts/texts.ts';
import { Failure } from '../../ui/failure.tsx';
import type { Draft, DraftAction, StoredDocument } from '../document/draft.ts';
import { ConflictNotice } from './conflict-notice.tsx';
import { TookTheirs } from './took-theirs.tsx';
import type { SaveState } from './use-save.ts';

interface SaveNoticesProps {
  draft: Draft;
  state: SaveState;
  dispatch: Dispatch<DraftAction>;
  onOverwrite: (theirs: StoredDocument) => void;
  /** What was said about the last save is settled. */
  onSettled: () => void;
}

/** What is to be said about the last save, and decided. */
export function SaveNotices({ draft, state, dispatch, onOverwrite, onSettled }: SaveNoticesProps) {
  const [replaced, setReplaced] = useState<Draft | null>(null);
  const takeTheirs = (theirs: StoredDocument) => {
    setReplaced(draft);
    dispatch({ type: 'replaced', stored: theirs });
    onSettled();
  };
  const bringBack = (mine: Draft) => {
    dispatch({ type: 'broughtBack', draft: mine });
    setReplaced(null);
  };
  return (
    <>
      {state.kind === 'failed' && <Failed what={texts.editor.failed} error={state.error} />}
      {state.kind === 'reloadFailed' && <Failed what={texts.editor.reloadFailed} error={state.error} />}
      {state.kind === 'conflict' && (
        <ConflictNotice
          draft={draft}
          theirs={state.theirs}
          onTakeTheirs={takeTheirs}
          onKeepMine={onOverwrite}
          onGoOn={onSettled}
        />
      )}
      {replaced !== null && <TookTheirs onBringBack={() => bringBack(replaced)} />}
    </>
  );
}

function Failed({ what, error }: { what: string; error: unknown }) {
  return (
    <div className="grid gap-1">
      <p className="text-sm">{what}</p>
      <Failure error={error} />
    </div>
  );
}
