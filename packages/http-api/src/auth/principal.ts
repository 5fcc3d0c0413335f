import { Problem } from '../problem.ts';
import type { Scope } from './scope.ts';

/** Who calls, and what they may do. */
export interface Principal {
  /** For logs; never a secret. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** The bots that they may reach, by `user_id`; null: all. */
  readonly bots: readonly string[] | null;
  /** Aborted when they are let in no more: streams that they read end then. Null: that is not known. */
  readonly revoked: AbortSignal | null;
}

/** Whether somebody has a scope. */
export function hasScope({ scopes }: Principal, scope: Scope): boolean {
  return scopes.includes(scope) || scopes.includes('admin');
}

/** Whether somebody may know of a bot at all; ids that differ by case name the same bot. */
export function mayReach({ bots }: Principal, userId: string): boolean {
  return bots === null || bots.some((bot) => bot.toLowerCase() === userId.toLowerCase());
}

/** @throws Problem 403 when somebody has not all of these scopes */
export function checkScopes(principal: Principal, scopes: readonly Scope[]): void {
  const missing = scopes.filter((scope) => !hasScope(principal, scope));
  if (missing.length === 0) return;
  throw new Problem(403, 'forbidden', `This call needs the scope ${missing.join(' and ')}.`);
}

/** @throws Problem 403 when this bot is not one of theirs, whether it exists or not */
export function checkReach(principal: Principal, userId: string): void {
  if (mayReach(principal, userId)) return;
  throw new Problem(403, 'forbidden', 'You may not reach this bot.');
}
