import { texts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';

const words = texts.editor.conflict;

/** Says that the draft was replaced by what somebody else saved, and brings it back. */
export function TookTheirs({ onBringBack }: { onBringBack: () => void }) {
  return (
    <Notice>
      <div className="flex flex-wrap items-center gap-3">
        <p>{words.tookTheirs}</p>
        <Button onClick={onBringBack}>{words.bringBack}</Button>
      </div>
    </Notice>
  );
}
