import { texts } from '../../texts/texts.ts';
import { type Candidate, entryOf, findCandidates } from './whitelist-entry.ts';

const words = texts.editor.whitelist;
/** So many are shown at once; the rest is found by typing. */
const MOST = 8;

interface CandidateListProps {
  id: string;
  text: string;
  entries: readonly string[];
  candidates: readonly Candidate[];
  isDisabled: boolean;
  texts: { pick: string; nobody: string };
  onPick: (entry: string) => void;
}

/** Those who can be added with one press: those that the typed text finds. */
export function CandidateList({
  id,
  text,
  entries,
  candidates,
  isDisabled,
  texts: said,
  onPick,
}: CandidateListProps) {
  const found = findCandidates(candidates, { text, entries });
  const isEmpty = findCandidates(candidates, { text: '', entries }).length === 0;
  if (isEmpty) return <p className="text-sm text-muted-foreground">{said.nobody}</p>;
  return (
    <div className="grid gap-1">
      <p id={`${id}-pick`} className="text-sm">
        {said.pick}
      </p>
      <ul aria-labelledby={`${id}-pick`} className="flex flex-wrap gap-2">
        {found.slice(0, MOST).map((candidate) => (
          <li key={candidate.id} className="max-w-full">
            <button
              type="button"
              disabled={isDisabled}
              onClick={() => onPick(entryOf(candidate))}
              className="max-w-full rounded-full border border-input bg-card px-3 py-1 text-start text-sm hover:bg-accent"
            >
              <span aria-hidden="true">+ </span>
              <span className="sr-only">{words.pick} </span>
              <bdi>{candidate.name}</bdi> <bdi className="text-muted-foreground">{entryOf(candidate)}</bdi>
            </button>
          </li>
        ))}
      </ul>
      {found.length > MOST && (
        <p className="text-sm text-muted-foreground">{words.more(found.length - MOST)}</p>
      )}
    </div>
  );
}
