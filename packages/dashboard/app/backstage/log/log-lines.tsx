import type { UseQueryResult } from '@tanstack/react-query';
import { useLayoutEffect, useRef } from 'react';
import { ApiError } from '../../api/api-error.ts';
import { texts } from '../../texts/texts.ts';
import { Failure } from '../../ui/failure.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Notice } from '../../ui/notice.tsx';

export interface LogLinesProps {
  log: UseQueryResult<string[]>;
  isFollowing: boolean;
}

/** Lines of a log, or why there are none. */
export function LogLines({ log, isFollowing }: LogLinesProps) {
  const { data: lines, error } = log;
  if (error instanceof ApiError && error.code === 'not_supported')
    return <Notice>{texts.backstage.log.notSupported}</Notice>;
  return (
    <>
      {log.isPending && <Loading />}
      {error !== null && <Failure error={error} retry={() => void log.refetch()} />}
      {lines?.length === 0 && <p role="status">{texts.backstage.log.empty}</p>}
      {lines !== undefined && lines.length > 0 && <Lines lines={lines} isFollowing={isFollowing} />}
    </>
  );
}

function Lines({ lines, isFollowing }: { lines: readonly string[]; isFollowing: boolean }) {
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: new lines are what it waits for.
  useLayoutEffect(() => {
    if (isFollowing && box.current !== null) box.current.scrollTop = box.current.scrollHeight;
  }, [lines, isFollowing]);
  return (
    <div
      ref={box}
      role="log"
      aria-label={texts.backstage.log.lines}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse.
      tabIndex={0}
      dir="ltr"
      className="max-h-[60vh] overflow-y-auto rounded-md border bg-background p-3 font-mono text-xs"
    >
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name but their place.
        <p key={index} className="whitespace-pre-wrap border-b py-1 last:border-0">
          <bdi>{line}</bdi>
        </p>
      ))}
    </div>
  );
}
