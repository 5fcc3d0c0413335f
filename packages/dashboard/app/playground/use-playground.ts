import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { keys } from '../api/bots.ts';
import { callApi, segment } from '../api/call-api.ts';
import type { PlaygroundJson } from './playground-json.ts';

/** While an answer is to come it is looked for so often, milliseconds. */
const POLL_MS = 500;

/** What was said and thought in the playground of a bot, and ways to go on. */
export function usePlayground(userId: string) {
  const client = useQueryClient();
  const queryKey = [...keys.ofBot(userId), 'playground'];
  const path = `api/playground/${segment(userId)}`;
  const state = useQuery({
    queryKey,
    queryFn: ({ signal }) => callApi<PlaygroundJson>(path, { signal }),
    refetchInterval: (query) => (query.state.data?.is_answering ? POLL_MS : false),
  });
  const say = useMutation({
    mutationFn: (text: string) => callApi<PlaygroundJson>(path, { method: 'POST', body: { text } }),
    onSuccess: (said) => client.setQueryData(queryKey, said),
  });
  const reset = useMutation({
    mutationFn: () => callApi(path, { method: 'DELETE' }),
    onSettled: () => client.invalidateQueries({ queryKey }),
  });
  return { state, say, reset };
}
