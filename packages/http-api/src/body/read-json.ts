import type { IncomingMessage } from 'node:http';
import { Problem } from '../problem.ts';
import { checkBodyHeaders, hasBody } from './body-headers.ts';
import { findShapeProblem } from './json-shape.ts';
import { readBytes } from './read-bytes.ts';

/** Making one takes longer than reading a configuration with it. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads the JSON body of a call. A body that the program around the router has read already is taken from
 * `request.body`: parsed, or as the text or the bytes that it was.
 * @throws Problem 400 when it is not JSON or not of a shape that is taken, 413, 415.
 */
export async function readJson(request: IncomingMessage & { body?: unknown }): Promise<unknown> {
  if (!hasBody(request.headers)) throw malformed('This call needs a JSON body.');
  checkBodyHeaders(request.headers);
  const given = wasReadBefore(request) ? request.body : await readBytes(request);
  const value = typeof given === 'string' || Buffer.isBuffer(given) ? parse(given) : given;
  const problem = findShapeProblem(value);
  if (problem !== null) throw malformed(problem);
  return value;
}

/**
 * Older body parsers put an empty object where they did not parse, so an unread stream with an empty object is still
 * to be read.
 */
function wasReadBefore(request: IncomingMessage & { body?: unknown }): boolean {
  if (request.readableDidRead || request.readableEnded) return true;
  const { body } = request;
  return typeof body === 'object' && body !== null && Object.keys(body).length > 0;
}

function parse(given: string | Buffer): unknown {
  try {
    const text = typeof given === 'string' ? given : utf8.decode(given);
    return JSON.parse(text);
  } catch (error) {
    throw malformed(`The body is not valid JSON${placeOf(error)}.`);
  }
}

/** Where the parser stopped. The rest of its message quotes the body, which may hold secrets. */
function placeOf(error: unknown): string {
  const place = error instanceof Error ? /line \d+ column \d+/.exec(error.message) : null;
  return place ? ` (${place[0]})` : '';
}

function malformed(detail: string): Problem {
  return new Problem(400, 'malformed_body', detail);
}
