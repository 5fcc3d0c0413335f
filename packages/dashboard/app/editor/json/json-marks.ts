import type { Diagnostic } from '@codemirror/lint';
import { texts } from '../../texts/texts.ts';
import type { DocumentProblem } from '../validation/find-problems.ts';
import { rangeOfPath, type SyntaxProblem } from './json-text.ts';

const words = texts.editor.syntax;

interface MarksInput {
  text: string;
  syntaxProblem: SyntaxProblem | null;
  problems: readonly DocumentProblem[];
}

/** What is wrong in a text, where it stands there. */
export function jsonMarks({ text, syntaxProblem, problems }: MarksInput): Diagnostic[] {
  if (syntaxProblem !== null) {
    const { from, to } = syntaxProblem;
    return [{ from, to, severity: 'error', message: syntaxText(syntaxProblem) }];
  }
  return problems.map(({ path, message }) => ({ ...rangeOfPath(text, path), severity: 'error', message }));
}

/** Why a text can not be read. */
export function syntaxText({ kind, line }: SyntaxProblem): string {
  return kind === 'syntax' ? words.problem(line) : words.notAnObject;
}
