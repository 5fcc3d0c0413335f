import { ApiError, OfflineError } from '../api/api-error.ts';
import { texts } from '../texts/texts.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

/** What failed, in the words of the API where it has some, and a way to try again. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  return (
    <Notice tone="error">
      <p>{failureText(error)}</p>
      {retry && (
        <Button className="mt-2" onClick={retry}>
          {texts.retry}
        </Button>
      )}
    </Notice>
  );
}

/** What is said about a failure. */
export function failureText(error: unknown): string {
  if (error instanceof OfflineError) return texts.offline.failure;
  if (error instanceof ApiError && error.status === 403) return `${texts.forbidden} ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}
