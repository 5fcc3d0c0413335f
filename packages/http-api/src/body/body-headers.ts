import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '../problem.ts';

/** How many bytes a body may have, before and after it is unpacked: 1 MB. */
export const MAX_BODY_BYTES = 1_048_576;

const JSON_TYPE = /^application\/json\s*(?:;|$)/i;
const CHARSET = /;\s*charset\s*=\s*"?([^";\s]+)/i;

/** Whether the headers announce a body. */
export function hasBody(headers: IncomingHttpHeaders): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Refuses a body by what its headers say, before a byte of it is read. That it must be JSON also keeps out the forms
 * of foreign pages, which browsers send without asking.
 * @throws Problem 413 or 415.
 */
export function checkBodyHeaders(headers: IncomingHttpHeaders): void {
  if (Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const type = headers['content-type'] ?? '';
  if (!JSON_TYPE.test(type)) throw unsupported('Send the body as JSON, with Content-Type: application/json.');
  const charset = CHARSET.exec(type)?.[1] ?? 'utf-8';
  if (!/^utf-?8$/i.test(charset)) throw unsupported('Send the body in UTF-8.');
}

/** The refusal of a body that is too long. */
export function tooLarge(): Problem {
  return new Problem(413, 'payload_too_large', 'The body is larger than 1 MB.');
}

/** The refusal of a body of another kind. */
export function unsupported(detail: string): Problem {
  return new Problem(415, 'unsupported_media_type', detail);
}
