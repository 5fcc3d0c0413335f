import { useQuery } from '@tanstack/react-query';
import { ApiError } from '../../api/api-error.ts';
import { useBotStatus } from '../../api/bots.ts';
import { callApi, segment } from '../../api/call-api.ts';
import type { Candidate } from './whitelist-entry.ts';

interface ContactJson {
  correspondent_id: string;
  kind: 'direct' | 'group';
  display_name: string;
}

interface GroupJson {
  id: string;
  subject: string;
}

/** Everybody who wrote to the bot directly. */
export function useContactCandidates(userId: string): Candidate[] {
  const contacts = useQuery({
    queryKey: ['bots', userId, 'contacts'],
    queryFn: ({ signal }) =>
      callApi<{ contacts: ContactJson[] }>(`api/contacts/${segment(userId)}`, { signal }),
  });
  return (contacts.data?.contacts ?? [])
    .filter(({ kind }) => kind === 'direct')
    .map(({ correspondent_id, display_name }) => ({ id: correspondent_id, name: display_name }));
}

/** The groups of the account, or why there are none: they are only known while it is connected. */
export function useGroupCandidates(userId: string): Candidate[] | 'away' | 'loading' | Error {
  const status = useBotStatus(userId);
  const isConnected = status.data?.status === 'connected';
  const groups = useQuery({
    queryKey: ['bots', userId, 'groups'],
    queryFn: ({ signal }) =>
      callApi<{ groups: GroupJson[] }>(`chatbot/${segment(userId)}/groups`, { signal }),
    enabled: isConnected,
    staleTime: 60_000,
  });
  if (status.data !== undefined && !isConnected) return 'away';
  if (groups.error instanceof ApiError && groups.error.code === 'not_connected') return 'away';
  if (groups.error !== null) return groups.error;
  return groups.data?.groups.map(({ id, subject }) => ({ id, name: subject })) ?? 'loading';
}
