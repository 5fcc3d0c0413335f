import { createHash, timingSafeEqual } from 'node:crypto';
import { type Clock, systemClock } from '@chat-imposter/core';
import { Problem } from '../problem.ts';
import { type Auth, type Principal, unauthorized } from './auth.ts';
import { FailedAttempts } from './failed-attempts.ts';

/** A token that is let in. */
export interface BearerToken {
  /** Who uses it; for logs. */
  name: string;
  /** The SHA-256 of the token as 64 hex digits, so that the token itself need not be kept. */
  sha256: string;
}

/** Options of {@link bearer}. */
export interface BearerOptions {
  /** At least one. */
  tokens: readonly BearerToken[];
  /** What failed tries are timed with. Default: the machine's own clock. */
  clock?: Clock;
}

interface KnownToken {
  principal: Principal;
  digest: Buffer;
}

/** What a program hashes by mistake when its token is not set. */
const NOT_TOKENS = new Set(['', 'undefined', 'null'].map((text) => sha256(text).toString('hex')));
const AUTHORIZATION = /^Bearer +(\S+)$/i;

/**
 * Lets in who sends `Authorization: Bearer <token>` with one of the tokens; never looks at cookies or the query.
 * After 10 wrong tries within a minute an address gets 429 until a minute after the first of them, right token or not.
 * @throws TypeError when no token is given, or a `sha256` is not 64 hex digits or that of an empty token.
 */
export function bearer(options: BearerOptions): Auth {
  if (options.tokens.length === 0) throw new TypeError('bearer: give at least one token.');
  const tokens = options.tokens.map(knownToken);
  const failures = new FailedAttempts(options.clock ?? systemClock);
  return {
    checksHosts: true,
    async authenticate({ request, clientAddress }) {
      const waitMs = failures.waitMs(clientAddress);
      if (waitMs > 0) throw tooManyAttempts(waitMs);
      const given = request.headersDistinct.authorization;
      if (given === undefined) throw missingToken();
      const principal = findPrincipal(tokens, given);
      if (principal !== null) return principal;
      failures.add(clientAddress);
      throw unauthorized('Bearer', 'The token is not one that is let in.');
    },
  };
}

function knownToken({ name, sha256: hex }: BearerToken): KnownToken {
  if (!/^[0-9a-f]{64}$/i.test(hex)) {
    throw new TypeError(`bearer: the sha256 of the token "${name}" must be 64 hex digits.`);
  }
  if (NOT_TOKENS.has(hex.toLowerCase())) {
    throw new TypeError(`bearer: the token "${name}" is empty. Is the variable that holds it set?`);
  }
  return { principal: { name }, digest: Buffer.from(hex, 'hex') };
}

/** Compares with every token, so that the time taken says nothing. */
function findPrincipal(tokens: readonly KnownToken[], headers: readonly string[]): Principal | null {
  const token = headers.length === 1 ? AUTHORIZATION.exec(headers[0] ?? '')?.[1] : undefined;
  if (token === undefined) return null;
  const digest = sha256(token);
  return tokens.filter((known) => timingSafeEqual(known.digest, digest))[0]?.principal ?? null;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function missingToken(): Problem {
  return unauthorized('Bearer', 'Send the header "Authorization: Bearer <token>".');
}

function tooManyAttempts(waitMs: number): Problem {
  const detail = 'Too many failed tries from this address. Wait for a minute.';
  const headers = { 'retry-after': String(Math.ceil(waitMs / 1000)) };
  return new Problem(429, 'too_many_attempts', detail, { headers });
}
