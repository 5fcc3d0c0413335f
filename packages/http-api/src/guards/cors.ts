import type { ApiAnswer } from '../api-answer.ts';
import type { DistinctHeaders } from './host.ts';

/** What pages of the listed origins may send and read. */
const METHODS = 'GET, HEAD, POST, PUT, DELETE';
const REQUEST_HEADERS = 'authorization, content-type, if-match, if-none-match, last-event-id';
const ANSWER_HEADERS = 'etag, retry-after, www-authenticate';
/** For how long a browser need not ask again, seconds. */
const MAX_AGE_S = 600;

/** Which pages of other origins may call (Fetch standard, section 3.2). */
export interface CorsRule {
  /** The listed origin that a request comes from; null when it comes from none of them. */
  originOf(headers: DistinctHeaders): string | null;
  /** Whether a browser asks beforehand what a page may send. */
  isQuestion(method: string | undefined, headers: DistinctHeaders): boolean;
}

/**
 * Makes the rule for these origins.
 * @throws TypeError when an entry is not an origin like `https://admin.example.com`
 */
export function corsRule(origins: readonly string[]): CorsRule {
  const listed = new Set(origins.map(plainOrigin));
  return {
    originOf({ origin = [] }) {
      const [only] = origin;
      return origin.length === 1 && only !== undefined && listed.has(only) ? only : null;
    },
    isQuestion: (method, headers) =>
      method === 'OPTIONS' && headers['access-control-request-method'] !== undefined,
  };
}

/** What a page of a listed origin is told with each answer. No cookies are taken, so none are allowed. */
export function corsHeaders(origin: string): Record<string, string> {
  return { 'access-control-allow-origin': origin, 'access-control-expose-headers': ANSWER_HEADERS };
}

/** The answer to the question of a browser. */
export function corsAnswer(): ApiAnswer {
  return {
    status: 204,
    headers: {
      'access-control-allow-methods': METHODS,
      'access-control-allow-headers': REQUEST_HEADERS,
      'access-control-max-age': String(MAX_AGE_S),
    },
  };
}

function plainOrigin(entry: string): string {
  const url = URL.parse(entry);
  if (url !== null && /^https?:$/.test(url.protocol) && url.origin === entry) return entry;
  throw new TypeError(
    `corsOrigins: "${entry}" is not an origin. Give origins like https://admin.example.com; "*" is not taken, because who sends a token must be known.`,
  );
}
