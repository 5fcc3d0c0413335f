import { useBotStatus } from '../../api/bots.ts';
import { useContacts } from '../../api/contacts.ts';
import { isNotConnected, useGroups } from '../../api/groups.ts';
import type { Candidate } from './whitelist-entry.ts';

/** Everybody who wrote to the bot directly. */
export function useContactCandidates(userId: string): Candidate[] {
  return (useContacts(userId).data ?? [])
    .filter(({ kind }) => kind === 'direct')
    .map(({ correspondent_id, display_name }) => ({ id: correspondent_id, name: display_name }));
}

/** The groups of the account, or why there are none: they are only known while it is connected. */
export function useGroupCandidates(userId: string): Candidate[] | 'away' | 'loading' | Error {
  const status = useBotStatus(userId);
  const isConnected = status.data?.status === 'connected';
  const groups = useGroups(userId, isConnected);
  if (status.data !== undefined && !isConnected) return 'away';
  if (isNotConnected(groups.error)) return 'away';
  if (groups.error !== null) return groups.error;
  return groups.data?.map(({ id, subject }) => ({ id, name: subject })) ?? 'loading';
}
