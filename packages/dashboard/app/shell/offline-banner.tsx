import { useLiveState, useRetry } from '../api/use-live-events.ts';
import { texts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';

/** Says that the server is away, for as long as it is. */
export function OfflineBanner() {
  const state = useLiveState();
  const retry = useRetry();
  return (
    <div role="status" className={state === 'offline' ? '' : 'sr-only'}>
      {state === 'offline' && (
        <div className="flex flex-wrap items-center justify-center gap-3 border-b border-warning bg-card px-4 py-2 text-sm text-warning">
          {texts.offline.banner}
          <Button onClick={retry}>{texts.retry}</Button>
        </div>
      )}
    </div>
  );
}
