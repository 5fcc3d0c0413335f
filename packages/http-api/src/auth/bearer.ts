import { createHash, timingSafeEqual } from 'node:crypto';
import { type Clock, systemClock } from '@chat-imposter/core';
import { Problem } from '../problem.ts';
import { type Auth, unauthorized } from './auth.ts';
import { FailedAttempts } from './failed-attempts.ts';
import type { Principal } from './principal.ts';
import { isScope, type Scope } from './scope.ts';

/** A token that is let in. */
export interface BearerToken {
  /** Who uses it; for logs. */
  name: string;
  /** The SHA-256 of the token as 64 hex digits, so that the token itself need not be kept. */
  sha256: string;
  /** What it is good for; at least one. */
  scopes: readonly Scope[];
  /** The bots that it reaches, by `user_id`. Default: all. */
  bots?: readonly string[];
}

/** Options of {@link bearer}. */
export interface BearerOptions {
  /** At least one. */
  tokens: readonly BearerToken[];
  /** What failed tries are timed with. Default: the machine's own clock. */
  clock?: Clock;
}

/** Lets in who has one of its tokens. */
export interface BearerAuth extends Auth {
  /**
   * Lets these tokens in from now on, and no others. Streams that are read with a token that is not among them any more, or
   * that is good for something else now, end.
   * @throws TypeError as {@link bearer}; the tokens stay as they were then
   */
  replaceTokens(tokens: readonly BearerToken[]): void;
}

interface KnownToken {
  principal: Principal;
  digest: Buffer;
  revoke: () => void;
}

/** What a program hashes by mistake when its token is not set. */
const NOT_TOKENS = new Set(['', 'undefined', 'null'].map((text) => sha256(text).toString('hex')));
const AUTHORIZATION = /^Bearer +(\S+)$/i;

/**
 * Lets in who sends `Authorization: Bearer <token>` with one of the tokens; never looks at cookies or the query.
 * After 10 wrong tries within a minute an address gets 429 until a minute after the first of them, right token or not.
 * @throws TypeError when no token is given, a `sha256` is not 64 hex digits or that of an empty token, or scopes are missing
 * or unknown.
 */
export function bearer(options: BearerOptions): BearerAuth {
  let tokens = knownTokens(options.tokens);
  const failures = new FailedAttempts(options.clock ?? systemClock);
  return {
    checksHosts: true,
    limitsCalls: true,
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
    replaceTokens(given) {
      const before = tokens;
      const after = knownTokens(given);
      tokens = after.map((token) => before.find((known) => isSame(known, token)) ?? token);
      for (const token of before) if (!tokens.includes(token)) token.revoke();
    },
  };
}

function knownTokens(tokens: readonly BearerToken[]): KnownToken[] {
  if (tokens.length === 0) throw new TypeError('bearer: give at least one token.');
  return tokens.map(knownToken);
}

function knownToken({ name, sha256: hex, scopes, bots }: BearerToken): KnownToken {
  if (!/^[0-9a-f]{64}$/i.test(hex)) {
    throw new TypeError(`bearer: the sha256 of the token "${name}" must be 64 hex digits.`);
  }
  if (NOT_TOKENS.has(hex.toLowerCase())) {
    throw new TypeError(`bearer: the token "${name}" is empty. Is the variable that holds it set?`);
  }
  if (!Array.isArray(scopes) || scopes.length === 0 || !scopes.every(isScope)) {
    throw new TypeError(
      `bearer: the token "${name}" needs scopes: some of read, operate, configure, inspect, or admin for all.`,
    );
  }
  const revocation = new AbortController();
  const reach = bots === undefined ? null : [...bots];
  return {
    principal: { name, scopes: [...scopes], bots: reach, revoked: revocation.signal },
    digest: Buffer.from(hex, 'hex'),
    revoke: () => revocation.abort(),
  };
}

/** Whether two tokens are the same secret, with the same name and good for the same. */
function isSame(one: KnownToken, other: KnownToken): boolean {
  return one.digest.equals(other.digest) && describe(one.principal) === describe(other.principal);
}

function describe({ name, scopes, bots }: Principal): string {
  return JSON.stringify([name, [...scopes].sort(), bots === null ? null : [...bots].sort()]);
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
