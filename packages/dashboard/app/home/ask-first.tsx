import { texts } from '../texts/texts.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';

/** What is asked about before it is done. */
export type AskedAction = 'unlink' | 'delete';

export interface AskFirstProps {
  userId: string;
  action: AskedAction;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

/** Says what will happen to a bot, and does it when that is wanted. */
export function AskFirst({ userId, action, onConfirm, onClose }: AskFirstProps) {
  const words = texts.home[action];
  return (
    <ConfirmDialog title={words.title(userId)} action={words.action} onConfirm={onConfirm} onClose={onClose}>
      <p>{words.body}</p>
    </ConfirmDialog>
  );
}
