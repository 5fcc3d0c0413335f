import { type ReactNode, useEffect, useId, useRef } from 'react';
import { texts } from '../texts/texts.ts';
import { Button } from './button.tsx';

export interface DialogProps {
  title: string;
  /** Called when it is closed with Escape or its button; whoever shows it then shows it no more. */
  onClose: () => void;
  children: ReactNode;
}

/** A modal dialog: the rest of the page can not be reached while it is open, and the focus goes back when it is closed. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className="w-[calc(100%-2rem)] max-w-lg rounded-md border bg-card p-0 text-card-foreground shadow-xl"
    >
      <div className="grid gap-4 p-5">
        <div className="flex items-start justify-between gap-4">
          <h2 id={titleId} className="text-lg font-semibold">
            {title}
          </h2>
          <Button
            look="quiet"
            aria-label={texts.close}
            onClick={onClose}
            className="-me-2 -mt-1 min-h-8 px-2"
          >
            <span aria-hidden="true">✕</span>
          </Button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
