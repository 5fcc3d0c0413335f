import { useRef, useState } from 'react';
import { texts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';

/** JSON to read and to copy. Where the browser forbids to copy, it is selected for the reader to do so. */
export function CopyJson({ json }: { json: string }) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [outcome, setOutcome] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(json);
      setOutcome(texts.backstage.context.copied);
    } catch {
      area.current?.focus();
      area.current?.select();
      setOutcome(texts.backstage.context.copyByHand);
    }
  };
  return (
    <div className="grid gap-2">
      <textarea
        ref={area}
        readOnly
        dir="ltr"
        aria-label={texts.backstage.context.json}
        value={json}
        rows={12}
        className="w-full rounded-md border border-input bg-card p-3 font-mono text-xs"
      />
      <div className="flex flex-wrap items-center gap-3">
        <Button onClick={() => void copy()}>{texts.backstage.context.copy}</Button>
        <span role="status" className="text-sm">
          {outcome}
        </span>
      </div>
    </div>
  );
}
