import type { OpenAI } from 'openai';
import type { HeaderReader } from './retry-after.ts';

/** The error classes of the SDK, which is loaded late. */
export type ErrorClasses = Pick<
  typeof OpenAI,
  'APIError' | 'APIConnectionError' | 'APIConnectionTimeoutError' | 'APIUserAbortError'
>;

/** An answer with a status that says no, whatever the server made of its body. */
export interface ApiFailure {
  status: number;
  /** Empty strings where the server said nothing. */
  code: string;
  type: string;
  param: string;
  /** The server's own words. They may hold parts of the key or of the prompt: never pass them on. */
  message: string;
  headers: HeaderReader;
}

/** What the server answered, or null when the failure is none of its answers. */
export function apiFailureOf(
  error: unknown,
  { APIError }: Pick<ErrorClasses, 'APIError'>,
): ApiFailure | null {
  if (!(error instanceof APIError) || typeof error.status !== 'number') return null;
  const { status, code, type, param, message, headers } = error;
  return {
    status,
    code: textOf(code),
    type: textOf(type),
    param: textOf(param),
    message,
    headers: headers ?? NO_HEADERS,
  };
}

const NO_HEADERS: HeaderReader = { get: () => null };

/** Some servers give numbers or objects where OpenAI gives a word. */
function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
