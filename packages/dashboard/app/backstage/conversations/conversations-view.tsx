import { useEffect, useRef, useState } from 'react';
import { useContacts } from '../../api/contacts.ts';
import { texts } from '../../texts/texts.ts';
import { Failure } from '../../ui/failure.tsx';
import { Loading } from '../../ui/loading.tsx';
import { useChosenContact } from '../contacts/use-chosen-contact.ts';
import { ContactList } from './contact-list.tsx';
import { ConversationPanel } from './conversation-panel.tsx';

/** Who wrote to the bot, and what was said with one of them. On small screens either of the two is shown. */
export function ConversationsView({ userId }: { userId: string }) {
  const contacts = useContacts(userId);
  const [chosen, choose] = useChosenContact();
  const [takesFocus, setTakesFocus] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const wasChosen = useRef(chosen !== null);
  useEffect(() => {
    // The way back goes away with the conversation.
    if (chosen === null && wasChosen.current) heading.current?.focus();
    wasChosen.current = chosen !== null;
  }, [chosen]);
  if (contacts.isPending) return <Loading />;
  if (contacts.data === undefined)
    return <Failure error={contacts.error} retry={() => void contacts.refetch()} />;
  return (
    <div className="grid gap-6 md:grid-cols-[18rem_minmax(0,1fr)]">
      <section className={`content-start gap-3 ${chosen === null ? 'grid' : 'hidden md:grid'}`}>
        <h2 ref={heading} tabIndex={-1} className="font-semibold">
          {texts.backstage.contacts.title}
        </h2>
        <ContactList
          userId={userId}
          contacts={contacts.data}
          chosen={chosen}
          onChosen={() => setTakesFocus(true)}
        />
      </section>
      {chosen === null ? (
        <p className="hidden self-center text-center text-muted-foreground md:block">
          {texts.backstage.conversation.choose}
        </p>
      ) : (
        <ConversationPanel
          key={chosen}
          userId={userId}
          contactId={chosen}
          takesFocus={takesFocus}
          onBack={() => choose(null)}
        />
      )}
    </div>
  );
}
