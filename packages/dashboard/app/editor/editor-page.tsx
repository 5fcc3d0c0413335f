import { useQuery } from '@tanstack/react-query';
import { callApi } from '../api/call-api.ts';
import { BotHeader } from '../backstage/bot-header.tsx';
import { Failure } from '../ui/failure.tsx';
import { Loading } from '../ui/loading.tsx';
import type { JsonObject } from './document/json.ts';
import { Editor } from './editor.tsx';
import { readStored } from './saving/stored-document.ts';

/** Where the configuration of a bot is edited, as a form and as JSON. */
export function EditorPage({ userId }: { userId: string }) {
  const schema = useQuery({
    queryKey: ['schema'],
    queryFn: ({ signal }) => callApi<JsonObject>('api/configurations/schema', { signal }),
  });
  // What is edited is what was read first; later versions meet it when it is saved.
  const stored = useQuery({
    queryKey: ['editor', userId],
    queryFn: ({ signal }) => readStored(userId, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const failed = [schema, stored].find(({ isError, data }) => isError && data === undefined);
  return (
    <>
      <BotHeader userId={userId} current="edit" />
      {failed && <Failure error={failed.error} retry={() => void failed.refetch()} />}
      {!failed && (schema.data === undefined || stored.data === undefined) && <Loading />}
      {schema.data && stored.data && <Editor userId={userId} schema={schema.data} stored={stored.data} />}
    </>
  );
}
