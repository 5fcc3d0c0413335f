import type { NextFunction, Request, Response } from 'express';
import type { ApiCall } from '../api-call.ts';
import { Problem } from '../problem.ts';
import { type Auth, unauthorized } from './auth.ts';
import type { Principal } from './principal.ts';
import { isScope, type Scope } from './scope.ts';

/** Who calls, as a login tells it. */
export interface SignedIn {
  /** For logs; never a secret. */
  name: string;
  /** What they may do. Default: everything. */
  scopes?: readonly Scope[];
  /** The bots that they may reach, by `user_id`. Default: all. */
  bots?: readonly string[];
  /** To be aborted when they are signed out: streams that they read end then. */
  revoked?: AbortSignal;
}

/** A request on which a login leaves who calls. */
export interface AuthenticatedRequest extends Request {
  imposterPrincipal?: SignedIn | undefined;
}

/** An Express middleware that knows the program's own login. */
export type AuthMiddleware = (
  request: AuthenticatedRequest,
  response: Response,
  next: NextFunction,
) => unknown;

/**
 * Lets the login of the surrounding program decide. The middleware sets `request.imposterPrincipal = { name, scopes }`
 * and calls `next()`, or answers by itself (a redirect to a login page, say). `next()` without a principal is 401, and so is
 * one with scopes or bots that are none; `next(error)` is 401 or 403 when the error has a status of 4xx, else 500.
 * Foreign `Host` names are refused only when `allowedHosts` is given: the program knows its names.
 */
export function middleware(authenticate: AuthMiddleware): Auth {
  return {
    checksHosts: false,
    limitsCalls: true,
    async authenticate(call) {
      if ((await run(authenticate, call)) === 'answered') return 'answered';
      const principal = principalOf(call.request);
      if (principal !== null) return principal;
      throw unauthorized(null, 'Sign in first.');
    },
  };
}

function run(authenticate: AuthMiddleware, { request, response }: ApiCall): Promise<'answered' | 'next'> {
  const { promise, resolve, reject } = Promise.withResolvers<'answered' | 'next'>();
  response.once('close', () => resolve('answered'));
  const next = (error?: unknown) => (error ? reject(refusal(error)) : resolve('next'));
  // The router hands on what Express gave it, so the two are Express's.
  const login = async () => authenticate(request as AuthenticatedRequest, response as Response, next);
  login().catch(next);
  return promise;
}

/** What a login tells is not trusted to be of the right shape: a mistake there must not let somebody in with all scopes. */
function principalOf(request: object): Principal | null {
  const given: unknown = 'imposterPrincipal' in request ? request.imposterPrincipal : null;
  if (typeof given !== 'object' || given === null) return null;
  // What is there and undefined was meant to say something.
  if (['scopes', 'bots'].some((key) => key in given && given[key as keyof typeof given] === undefined))
    return null;
  const { name, scopes = ['admin'], bots = null, revoked = null } = given as Record<string, unknown>;
  if (typeof name !== 'string' || name === '') return null;
  if (!Array.isArray(scopes) || !scopes.every(isScope)) return null;
  if (bots !== null && !isListOfTexts(bots)) return null;
  return { name, scopes, bots, revoked: revoked instanceof AbortSignal ? revoked : null };
}

function isListOfTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

function refusal(error: unknown): unknown {
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  if (status === 401) return unauthorized(null, 'Sign in first.');
  const isRefusal = typeof status === 'number' && status >= 400 && status < 500;
  return isRefusal ? new Problem(403, 'forbidden', 'You may not do this.') : error;
}
