import { texts } from '../../texts/texts.ts';
import { Card } from '../../ui/card.tsx';
import type { EvictionEventJson } from '../backstage-json.ts';
import { ClockTime } from '../clock-time.tsx';
import { useContactNames } from '../contacts/use-contacts.ts';
import { reasonText } from '../words.ts';

export interface EvictionListProps {
  userId: string;
  /** Newest first. */
  evictions: readonly EvictionEventJson[];
}

/** What limits have dropped while the page was open. */
export function EvictionList({ userId, evictions }: EvictionListProps) {
  const nameOf = useContactNames(userId);
  const { evictions: title, evictionsHint, noEvictions, evicted, wasWaiting } = texts.backstage.queue;
  return (
    <Card title={title}>
      <p className="text-sm text-muted-foreground">{evictionsHint}</p>
      <div aria-live="polite">
        {evictions.length === 0 ? (
          <p className="text-sm">{noEvictions}</p>
        ) : (
          <ul className="grid gap-2 text-sm">
            {evictions.map(({ correspondent_id, message_id, reason, time, was_waiting }) => (
              <li key={`${correspondent_id} ${message_id}`} className="grid gap-1 border-t pt-2">
                <span className="text-xs text-muted-foreground">
                  <ClockTime time={time} /> · <bdi>{nameOf(correspondent_id)}</bdi>
                </span>
                <span>
                  {evicted} {reasonText(reason)}. {was_waiting && wasWaiting}
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
}
