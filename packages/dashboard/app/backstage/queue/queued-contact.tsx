import type { MessageJson } from '../../api/api-json.ts';
import { texts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { ClockTime } from '../clock-time.tsx';
import { useContactNames } from '../contacts/use-contacts.ts';
import { isolated } from '../isolated.ts';
import { numberText } from '../words.ts';

export interface QueuedContactProps {
  userId: string;
  contactId: string;
  messages: readonly MessageJson[];
  onClear: () => void;
}

/** What is queued of one contact. */
export function QueuedContact({ userId, contactId, messages, onClear }: QueuedContactProps) {
  const name = useContactNames(userId)(contactId);
  const characters = messages.reduce((sum, { message_size }) => sum + message_size, 0);
  return (
    <li className="grid gap-2 rounded-md border p-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-medium">
          <bdi>{name}</bdi>
        </h3>
        <Button aria-label={texts.backstage.queue.clearOne(isolated(name))} onClick={onClear}>
          {texts.backstage.queue.clear}
        </Button>
      </div>
      <p className="text-sm text-muted-foreground">
        {texts.backstage.queue.holds(numberText(messages.length), numberText(characters))}
      </p>
      <ol className="grid gap-1">
        {messages.map((message) => (
          <li key={message.id} className="grid gap-1 border-t pt-1 text-sm">
            <span className="text-xs text-muted-foreground">
              <ClockTime time={message.accepted_time} />
              {message.group !== null && (
                <>
                  {' · '}
                  <bdi>{message.sender.display_name}</bdi>
                </>
              )}
            </span>
            <p dir="auto" className="whitespace-pre-wrap">
              {message.content}
            </p>
          </li>
        ))}
      </ol>
    </li>
  );
}
