import { useEffect, useState } from 'react';
import { texts } from '../texts/texts.ts';
import { Spinner } from './spinner.tsx';

/** What is there sooner than this is shown without a word about waiting, milliseconds. */
const PATIENCE_MS = 300;

/** Stands where something is being read. */
export function Loading({ what = texts.loading }: { what?: string }) {
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <p role="status" data-loading className="flex items-center gap-2 p-4 text-muted-foreground">
      {isLate && (
        <>
          <Spinner /> {what}
        </>
      )}
    </p>
  );
}
