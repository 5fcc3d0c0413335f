/** The part of `Headers` that is read. */
export interface HeaderReader {
  get(name: string): string | null;
}

/**
 * How long a server asks us to wait, in milliseconds; undefined when it does not say, or not in a known form.
 * Read are OpenAI's `retry-after-ms`, then `Retry-After` in seconds or as an HTTP date (RFC 9110, 10.2.3), which is
 * compared with the server's own `Date`, so that clocks need not agree. A date that has passed gives 0.
 */
export function retryAfterMs(headers: HeaderReader, now: number): number | undefined {
  const milliseconds = positiveNumber(headers.get('retry-after-ms'));
  if (milliseconds !== undefined) return milliseconds;
  const value = headers.get('retry-after');
  const seconds = positiveNumber(value);
  if (seconds !== undefined) return Math.round(seconds * 1000);
  const until = dateTime(value);
  return until === undefined ? undefined : Math.max(0, until - (dateTime(headers.get('date')) ?? now));
}

function positiveNumber(text: string | null): number | undefined {
  return text !== null && /^\s*\d{1,12}(?:\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}

/** Only what looks like an HTTP date: `Date.parse` would read "-1" as a year. */
function dateTime(text: string | null): number | undefined {
  if (text === null || !/^\s*[A-Z][a-z]{2}/.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
