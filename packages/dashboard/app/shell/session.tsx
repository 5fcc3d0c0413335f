import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { ApiError } from '../api/api-error.ts';
import { callApi } from '../api/call-api.ts';
import { LiveEvents } from '../api/live-events.ts';
import { useToken } from '../api/session.ts';
import { LiveEventsContext } from '../api/use-live-events.ts';
import { SignInPage } from '../sign-in/sign-in-page.tsx';
import { Failure } from '../ui/failure.tsx';
import { Loading } from '../ui/loading.tsx';

/** Shows its children to who may see them, with events from the server; asks everybody else for the token. */
export function Session({ children }: { children: ReactNode }) {
  const token = useToken();
  const probe = useQuery({
    queryKey: ['session', token],
    queryFn: ({ signal }) => callApi('api/configurations', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const refused = probe.error instanceof ApiError && probe.error.status === 401;
  if (refused) return <SignInPage />;
  if (probe.isPending) return <Loading />;
  if (probe.isError && probe.data === undefined)
    return <Failure error={probe.error} retry={() => void probe.refetch()} />;
  return (
    <Live key={token} onRefused={() => void probe.refetch()}>
      {children}
    </Live>
  );
}

function Live({ onRefused, children }: { onRefused: () => void; children: ReactNode }) {
  const [live, setLive] = useState<LiveEvents | null>(null);
  useEffect(() => {
    const events = new LiveEvents();
    setLive(events);
    events.start();
    return () => events.stop();
  }, []);
  useEffect(
    () =>
      live?.watch(() => {
        if (live.state === 'refused') onRefused();
      }),
    [live, onRefused],
  );
  if (live === null) return null;
  return <LiveEventsContext value={live}>{children}</LiveEventsContext>;
}
