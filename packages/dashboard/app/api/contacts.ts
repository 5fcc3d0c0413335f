import { useQuery } from '@tanstack/react-query';
import type { ContactJson } from './api-json.ts';
import { keys } from './bots.ts';
import { callApi, segment } from './call-api.ts';

/** Everybody who wrote to a bot. */
export function useContacts(userId: string) {
  return useQuery({
    queryKey: keys.contacts(userId),
    queryFn: async ({ signal }) => {
      const path = `api/contacts/${segment(userId)}`;
      const { contacts } = await callApi<{ contacts: ContactJson[] }>(path, { signal });
      return contacts;
    },
  });
}
