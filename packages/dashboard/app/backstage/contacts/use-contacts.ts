import { useQueryClient } from '@tanstack/react-query';
import type { ContactJson } from '../../api/api-json.ts';
import { keys } from '../../api/bots.ts';
import { useContacts } from '../../api/contacts.ts';
import type { BackstageEvent } from '../backstage-json.ts';
import { useBatchedEvents } from '../live/use-batched-events.ts';
import { useRefresh } from '../live/use-refresh.ts';

/** Reads the contacts anew when events tell of other ones. To be used once on the page. */
export function useFreshContacts(userId: string): void {
  const client = useQueryClient();
  const queryKey = keys.contacts(userId);
  const refresh = useRefresh(queryKey);
  useBatchedEvents(userId, (events) => {
    const known = new Map(
      client.getQueryData<ContactJson[]>(queryKey)?.map((contact) => [contact.correspondent_id, contact]),
    );
    if (events.some((event) => tellsOfContact(event, known))) refresh();
  });
}

function tellsOfContact(event: BackstageEvent, known: ReadonlyMap<string, ContactJson>): boolean {
  if (event.kind === 'merge' || event.kind === 'erasure') return true;
  if (event.kind !== 'message') return false;
  const { correspondent_id, message } = event.data;
  const name = message.group?.display_name ?? message.sender.display_name;
  const contact = known.get(correspondent_id);
  if (contact === undefined) return true;
  return message.source === 'user' && contact.display_name !== name;
}

/** What contacts are called, by their ids; one that is not known is called by its id. */
export function useContactNames(userId: string): (contactId: string) => string {
  const { data } = useContacts(userId);
  const names = new Map(data?.map((contact) => [contact.correspondent_id, contact.display_name]));
  return (contactId) => names.get(contactId) ?? contactId;
}
