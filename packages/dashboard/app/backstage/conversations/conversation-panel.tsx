import { useEffect, useId, useRef } from 'react';
import { texts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Loading } from '../../ui/loading.tsx';
import { useContactNames } from '../contacts/use-contacts.ts';
import { isolated } from '../isolated.ts';
import { MessageList } from './message-list.tsx';
import { useConversation } from './use-conversation.ts';

export interface ConversationPanelProps {
  userId: string;
  contactId: string;
  /** Whether the reader has just chosen it, so that the focus comes along. */
  takesFocus: boolean;
  onBack: () => void;
}

/** The conversation with one contact. */
export function ConversationPanel({ userId, contactId, takesFocus, onBack }: ConversationPanelProps) {
  const { query, older } = useConversation(userId, contactId);
  const name = useContactNames(userId)(contactId);
  const headingId = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, [takesFocus]);
  return (
    <section className="grid min-w-0 content-start gap-3" aria-labelledby={headingId}>
      <div className="flex flex-wrap items-center gap-3">
        <Button className="md:hidden" onClick={onBack}>
          {texts.backstage.contacts.back}
        </Button>
        <h2 id={headingId} ref={heading} tabIndex={-1} className="font-semibold">
          {texts.backstage.conversation.title(isolated(name))}
        </h2>
      </div>
      {query.isPending && <Loading />}
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.data && <MessageList conversation={query.data} older={older} labelledBy={headingId} />}
    </section>
  );
}
