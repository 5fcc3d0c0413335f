import { useState } from 'react';
import { texts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ContactSelect } from '../contacts/contact-select.tsx';
import { useChosenContact } from '../contacts/use-chosen-contact.ts';
import { LogLines } from './log-lines.tsx';
import { useLog } from './use-log.ts';

/** The newest lines of the log of a contact. */
export function LogView({ userId }: { userId: string }) {
  const [chosen] = useChosenContact();
  return (
    <Card title={texts.backstage.log.title}>
      <p className="text-sm text-muted-foreground">{texts.backstage.log.hint}</p>
      <ContactSelect userId={userId} none={texts.backstage.contacts.choose} />
      {chosen === null ? (
        <p role="status">{texts.backstage.log.choose}</p>
      ) : (
        <Followed key={chosen} userId={userId} contactId={chosen} />
      )}
    </Card>
  );
}

function Followed({ userId, contactId }: { userId: string; contactId: string }) {
  const [isFollowing, setIsFollowing] = useState(true);
  const log = useLog({ userId, contactId, isFollowing });
  return (
    <>
      <div className="flex flex-wrap items-center gap-4">
        <label className="flex min-h-10 items-center gap-2 text-sm">
          <input
            type="checkbox"
            className="size-4 accent-primary"
            checked={isFollowing}
            onChange={(event) => {
              setIsFollowing(event.target.checked);
              if (event.target.checked) void log.refetch();
            }}
          />
          {texts.backstage.log.follow}
        </label>
        {!isFollowing && <Button onClick={() => void log.refetch()}>{texts.backstage.refresh}</Button>}
      </div>
      <LogLines log={log} isFollowing={isFollowing} />
    </>
  );
}
