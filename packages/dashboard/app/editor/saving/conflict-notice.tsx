import { useEffect, useRef } from 'react';
import { texts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { type Change, changedPaths } from '../document/changed-paths.ts';
import type { Draft, StoredDocument } from '../document/draft.ts';
import { dotted, valueAt } from '../document/json.ts';
import { hideSecrets } from '../document/secrets.ts';

const words = texts.editor.conflict;

interface ConflictNoticeProps {
  draft: Draft;
  /** null: the bot is no more. */
  theirs: StoredDocument | null;
  onTakeTheirs: (theirs: StoredDocument) => void;
  onKeepMine: (theirs: StoredDocument) => void;
  onGoOn: () => void;
}

/** Says that somebody else has saved meanwhile, and what, and asks what to do. */
export function ConflictNotice({ draft, theirs, onTakeTheirs, onKeepMine, onGoOn }: ConflictNoticeProps) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <section
      ref={box}
      tabIndex={-1}
      aria-labelledby="conflict"
      className="grid gap-3 rounded-md border border-warning bg-card p-4 text-sm"
    >
      <h2 id="conflict" className="font-semibold text-warning">
        {words.title}
      </h2>
      <p>{theirs === null ? words.deleted : words.text}</p>
      {theirs !== null && <Differences draft={draft} theirs={theirs} />}
      <div className="flex flex-wrap gap-2">
        {theirs !== null && (
          <>
            <Button onClick={() => onTakeTheirs(theirs)}>{words.takeTheirs}</Button>
            <Button look="danger" onClick={() => onKeepMine(theirs)}>
              {words.keepMine}
            </Button>
          </>
        )}
        <Button onClick={onGoOn}>{words.goOn}</Button>
      </div>
    </section>
  );
}

function Differences({ draft, theirs }: { draft: Draft; theirs: StoredDocument }) {
  const mine = hideSecrets(draft.document, draft.secrets);
  const changes = changedPaths(draft.stored.document, theirs.document);
  if (changes.length === 0) return <p>{words.same}</p>;
  return (
    <ul className="grid gap-3">
      {changes.map((change) => (
        <Difference key={dotted(change.path)} change={change} mine={valueAt(mine, change.path)} />
      ))}
    </ul>
  );
}

function Difference({ change, mine }: { change: Change; mine: unknown }) {
  const rows = [
    [words.was, change.before],
    [words.theirs, change.after],
    [words.yours, mine],
  ] as const;
  return (
    <li className="grid gap-1">
      <code className="font-medium">{dotted(change.path)}</code>
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-muted-foreground">{name}</dt>
            <dd className="min-w-0 whitespace-pre-wrap" dir="auto">
              {value === undefined ? words.nothing : JSON.stringify(value)}
            </dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
