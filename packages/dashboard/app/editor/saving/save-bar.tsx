import { texts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import type { SaveState } from './use-save.ts';

const words = texts.editor.state;

interface SaveBarProps {
  state: SaveState;
  isEdited: boolean;
  onSave: (options: { isReloaded: boolean }) => void;
}

/** The buttons that save, and whether there is something to save; it stays in sight. */
export function SaveBar({ state, isEdited, onSave }: SaveBarProps) {
  const isSaving = state.kind === 'saving';
  return (
    <div className="sticky bottom-0 z-10 -mx-4 flex flex-wrap items-center justify-between gap-3 border-t bg-card px-4 py-3">
      <div role="status" className="text-sm">
        <p>{stateText(state, isEdited)}</p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button title={texts.editor.saveHint} isBusy={isSaving} onClick={() => onSave({ isReloaded: false })}>
          {texts.editor.save}
        </Button>
        <Button look="primary" disabled={isSaving} onClick={() => onSave({ isReloaded: true })}>
          {texts.editor.saveAndReload}
        </Button>
      </div>
    </div>
  );
}

function stateText({ kind }: SaveState, isEdited: boolean): string {
  if (kind === 'saving') return words.saving;
  if (isEdited) return words.edited;
  if (kind === 'saved') return words.justSaved;
  if (kind === 'reloaded') return words.reloaded;
  return kind === 'notLinked' ? words.notLinked : words.saved;
}
