import { Link } from 'wouter';
import { segment } from '../api/call-api.ts';
import { texts } from '../texts/texts.ts';
import { buttonClass } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import type { PlaygroundJson } from './playground-json.ts';

/** What is to be known before somebody talks: what is real, and why there may be no answer. */
export function PlaygroundNotices({ userId, state }: { userId: string; state: PlaygroundJson }) {
  const doesNotAnswer = state.mode === 'collection_only' ? texts.playground.collectionOnly : null;
  const problem =
    state.last_error === null ? doesNotAnswer : texts.playground.problem(state.last_error.message);
  return (
    <div className="grid gap-3">
      <p className="text-sm text-muted-foreground">{texts.playground.hint}</p>
      {problem !== null && (
        <Notice tone="warning">
          <p>{problem}</p>
          <Link href={`/edit/${segment(userId)}`} className={`mt-2 ${buttonClass()}`}>
            {texts.playground.edit}
          </Link>
        </Notice>
      )}
      {state.is_stale && <Notice>{texts.playground.stale}</Notice>}
    </div>
  );
}
