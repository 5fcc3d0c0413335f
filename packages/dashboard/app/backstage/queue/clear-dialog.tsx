import { texts } from '../../texts/texts.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useContactNames } from '../contacts/use-contacts.ts';
import { useClearQueue } from './use-queue.ts';

/** Whose part of the queue is cleared; null: everybody's. */
export interface ClearTarget {
  contactId: string | null;
}

export interface ClearDialogProps {
  userId: string;
  target: ClearTarget;
  onClose: () => void;
}

/** Asks before something is taken out of the queue. */
export function ClearDialog({ userId, target: { contactId }, onClose }: ClearDialogProps) {
  const clear = useClearQueue(userId);
  const nameOf = useContactNames(userId);
  const { askAll, askOne, clear: action, clearAll, of, consequence } = texts.backstage.queue;
  return (
    <ConfirmDialog
      title={contactId === null ? askAll : askOne}
      action={contactId === null ? clearAll : action}
      onConfirm={() => clear.mutateAsync(contactId)}
      onClose={onClose}
    >
      {contactId !== null && (
        <p>
          {of} <bdi>{nameOf(contactId)}</bdi>
        </p>
      )}
      <p>{consequence}</p>
    </ConfirmDialog>
  );
}
