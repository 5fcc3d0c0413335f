import { texts } from '../../texts/texts.ts';
import { Badge } from '../../ui/badge.tsx';
import { type Candidate, entryKind, entryOf } from './whitelist-entry.ts';

const words = texts.editor.whitelist;

interface EntryChipsProps {
  entries: readonly string[];
  candidates: readonly Candidate[];
  isDisabled: boolean;
  none: string;
  onRemove: (index: number) => void;
}

/** What is on a list, each with a button that takes it off. */
export function EntryChips({ entries, candidates, isDisabled, none, onRemove }: EntryChipsProps) {
  if (entries.length === 0) return <p className="text-sm text-muted-foreground">{none}</p>;
  const nameOf = (entry: string) => candidates.find((candidate) => entryOf(candidate) === entry)?.name;
  return (
    <ul aria-label={words.entries} className="flex flex-wrap gap-2">
      {entries.map((entry, index) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: the same entry can stand there twice
          key={`${index} ${entry}`}
          className="flex max-w-full items-center gap-2 rounded-full border bg-muted ps-3 text-sm"
        >
          <bdi className="min-w-0 py-1">{entry}</bdi>
          {nameOf(entry) !== undefined && (
            <bdi className="min-w-0 text-muted-foreground">{nameOf(entry)}</bdi>
          )}
          {entryKind(entry) === 'name' && <Badge tone="warning">{words.name}</Badge>}
          <button
            type="button"
            aria-label={words.remove(entry)}
            disabled={isDisabled}
            onClick={() => onRemove(index)}
            className="size-8 shrink-0 rounded-full hover:bg-accent"
          >
            <span aria-hidden="true">✕</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
