import { useState } from 'react';
import { texts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Loading } from '../../ui/loading.tsx';
import type { EvictionEventJson, QueueJson } from '../backstage-json.ts';
import { ClearDialog, type ClearTarget } from './clear-dialog.tsx';
import { EvictionList } from './eviction-list.tsx';
import { LimitsNote } from './limits-note.tsx';
import { QueuedContact } from './queued-contact.tsx';
import { useQueue } from './use-queue.ts';

export interface QueueViewProps {
  userId: string;
  evictions: readonly EvictionEventJson[];
}

/** What waits, what limits drop, and ways to take out what waits. */
export function QueueView({ userId, evictions }: QueueViewProps) {
  const queue = useQueue(userId);
  const [target, setTarget] = useState<ClearTarget | null>(null);
  return (
    <>
      <Card
        title={texts.backstage.queue.title}
        actions={
          queue.data &&
          Object.keys(queue.data).length > 0 && (
            <Button look="danger" onClick={() => setTarget({ contactId: null })}>
              {texts.backstage.queue.clearAll}
            </Button>
          )
        }
      >
        <p className="text-sm text-muted-foreground">{texts.backstage.queue.hint}</p>
        <LimitsNote userId={userId} />
        {queue.isPending && <Loading />}
        {queue.isError && <Failure error={queue.error} retry={() => void queue.refetch()} />}
        {queue.data && (
          <QueuedContacts
            userId={userId}
            queue={queue.data}
            onClear={(contactId) => setTarget({ contactId })}
          />
        )}
      </Card>
      <EvictionList userId={userId} evictions={evictions} />
      {target !== null && <ClearDialog userId={userId} target={target} onClose={() => setTarget(null)} />}
    </>
  );
}

function QueuedContacts({
  userId,
  queue,
  onClear,
}: {
  userId: string;
  queue: QueueJson;
  onClear: (contactId: string) => void;
}) {
  const entries = Object.entries(queue);
  if (entries.length === 0) return <p role="status">{texts.backstage.queue.empty}</p>;
  return (
    <ul className="grid gap-4">
      {entries.map(([contactId, messages]) => (
        <QueuedContact
          key={contactId}
          userId={userId}
          contactId={contactId}
          messages={messages}
          onClear={() => onClear(contactId)}
        />
      ))}
    </ul>
  );
}
