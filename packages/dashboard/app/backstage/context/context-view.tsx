import { useQuery } from '@tanstack/react-query';
import { useBotStatus } from '../../api/bots.ts';
import { callApi, segment } from '../../api/call-api.ts';
import { useContacts } from '../../api/contacts.ts';
import { texts } from '../../texts/texts.ts';
import { Card } from '../../ui/card.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Loading } from '../../ui/loading.tsx';
import type { ContextJson } from '../backstage-json.ts';
import { backstageKeys } from '../backstage-keys.ts';
import { ContactSelect } from '../contacts/contact-select.tsx';
import { useChosenContact } from '../contacts/use-chosen-contact.ts';
import { useBatchedEvents } from '../live/use-batched-events.ts';
import { useRefresh } from '../live/use-refresh.ts';
import { reasonText } from '../words.ts';
import { ContextMessages } from './context-messages.tsx';

/** Contexts of all contacts are read at once, so not too often, milliseconds. */
const PAUSE_MS = 1_000;

/** What the language model would be sent for a contact. */
export function ContextView({ userId }: { userId: string }) {
  const context = useContexts(userId);
  const [chosen] = useChosenContact();
  const messages = chosen === null ? undefined : context.data?.[chosen];
  return (
    <Card title={texts.backstage.context.title}>
      <p className="text-sm text-muted-foreground">{texts.backstage.context.hint}</p>
      <ContactSelect userId={userId} none={texts.backstage.contacts.choose} />
      {context.isPending && <Loading />}
      {context.isError && <Failure error={context.error} retry={() => void context.refetch()} />}
      {messages && <ContextMessages messages={messages} />}
      {context.data && messages === undefined && <WhyNothing userId={userId} contactId={chosen} />}
    </Card>
  );
}

function useContexts(userId: string) {
  const queryKey = backstageKeys.context(userId);
  const refresh = useRefresh(queryKey, PAUSE_MS);
  useBatchedEvents(userId, refresh);
  return useQuery({
    queryKey,
    queryFn: ({ signal }) => callApi<ContextJson>(`api/context/${segment(userId)}`, { signal }),
  });
}

function WhyNothing({ userId, contactId }: { userId: string; contactId: string | null }) {
  const status = useBotStatus(userId);
  const contacts = useContacts(userId);
  const contact = contacts.data?.find(({ correspondent_id }) => correspondent_id === contactId);
  const isCollectionOnly = status.data?.mode === 'collection_only';
  return <p role="status">{whyNothing({ isCollectionOnly, contactId, reason: contact?.reason ?? null })}</p>;
}

function whyNothing({
  isCollectionOnly,
  contactId,
  reason,
}: {
  isCollectionOnly: boolean;
  contactId: string | null;
  reason: string | null;
}): string {
  const { collectionOnly, choose, notAnswered, empty } = texts.backstage.context;
  if (isCollectionOnly) return collectionOnly;
  if (contactId === null) return choose;
  return reason === null ? empty : notAnswered(reasonText(reason));
}
