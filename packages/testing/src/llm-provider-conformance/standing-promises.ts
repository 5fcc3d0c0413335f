import { LlmError } from '@chat-imposter/core';
import { expect } from 'vitest';
import { everythingIn, type RecordedLog } from '../conformance/recorded-log.ts';
import { PRIVATE_TEXT, SYSTEM } from './texts.ts';

/** What calls have told in any way. */
export interface Told {
  readonly log: RecordedLog;
  /** Everything that `generate` rejected with. */
  readonly failures: readonly unknown[];
  readonly options: { readonly apiKey?: string };
}

/** What holds in every check: failures are of the one class, and nothing private is told. */
export function checkWhatWasTold({ log, failures, options }: Told): void {
  for (const failure of failures) expect(asLlmError(failure).message, 'says what happened').not.toBe('');
  const told = `${log.text} ${failures.map(everythingIn).join(' ')}`;
  const secrets = [...partsOf(options.apiKey ?? ''), PRIVATE_TEXT, SYSTEM.trim()];
  const shown = secrets.filter((secret) => told.includes(secret));
  expect(shown, 'private words in errors and the log').toEqual([]);
}

/** The failure of a call, which is an LlmError and nothing else. */
export function asLlmError(failure: unknown): LlmError {
  expect(failure, 'every failure is an LlmError').toBeInstanceOf(LlmError);
  return failure as LlmError;
}

/** A key, and its two ends, which servers like to repeat. */
function partsOf(key: string): string[] {
  return key === '' ? [] : [key, key.slice(0, 8), key.slice(-6)];
}
