import { texts } from '../../texts/texts.ts';
import { type DocumentPath, dotted } from '../document/json.ts';
import type { DocumentProblem } from '../validation/find-problems.ts';

const words = texts.editor.summary;

const SUMMARY = 'problem-summary-box';

/** Moves the focus to the summary, where there is one. */
export function focusSummary(): void {
  document.getElementById(SUMMARY)?.focus();
}

interface ProblemSummaryProps {
  problems: readonly DocumentProblem[];
  onOpen: (path: DocumentPath) => void;
}

/** Everything that keeps a draft from being saved, each a link to its field. */
export function ProblemSummary({ problems, onOpen }: ProblemSummaryProps) {
  return (
    <section
      id={SUMMARY}
      tabIndex={-1}
      aria-labelledby="problem-summary"
      className="grid gap-2 rounded-md border border-destructive bg-card p-4 text-sm"
    >
      <h2 id="problem-summary" className="font-semibold text-destructive">
        {words.title(problems.length)}
      </h2>
      <ul className="grid list-disc gap-1 ps-5">
        {problems.map(({ path, message }) => (
          <li key={`${dotted(path)} ${message}`}>
            <button type="button" className="text-start underline" onClick={() => onOpen(path)}>
              <code>{path.length === 0 ? words.whole : dotted(path)}</code>: {message}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
