import { texts } from '../texts/texts.ts';
import type { VerdictName } from './backstage-json.ts';

/** A reason of the API in plain words; one that is not known stays as it is. */
export function reasonText(reason: string): string {
  const words: Readonly<Record<string, string>> = texts.backstage.reasons;
  return Object.hasOwn(words, reason) ? (words[reason] ?? reason) : reason;
}

/** What has become of a message and why, in plain words. */
export function verdictText(verdict: VerdictName, reason: string | null): string {
  const text = texts.backstage.verdicts[verdict];
  // The verdict says it already.
  return reason === null || verdict === 'owner' ? text : `${text}: ${reasonText(reason)}`;
}

const NUMBERS = new Intl.NumberFormat(document.documentElement.lang);

/** A number with separators. */
export function numberText(value: number): string {
  return NUMBERS.format(value);
}
