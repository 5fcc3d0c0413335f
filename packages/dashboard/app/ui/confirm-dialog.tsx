import { type ReactNode, useState } from 'react';
import { texts } from '../texts/texts.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Failure } from './failure.tsx';

export interface ConfirmDialogProps {
  title: string;
  /** What will happen, and what can not be taken back. */
  children: ReactNode;
  /** The word on the button that does it. */
  action: string;
  /** Does it; what it throws is shown, and the dialog stays. */
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks before something is done that can not be taken back. */
export function ConfirmDialog({ title, children, action, onConfirm, onClose }: ConfirmDialogProps) {
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const confirm = async () => {
    setIsBusy(true);
    setError(null);
    try {
      await onConfirm();
      onClose();
    } catch (failure) {
      setError(failure);
      setIsBusy(false);
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="text-sm">{children}</div>
      {error !== null && <Failure error={error} />}
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>{texts.cancel}</Button>
        <Button look="danger" isBusy={isBusy} onClick={() => void confirm()}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}
