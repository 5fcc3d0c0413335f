import { Problem } from '../problem.ts';
import type { Principal } from './auth.ts';

/**
 * What somebody may do: `read` (where bots stand, their configurations with masked secrets, events without texts),
 * `operate` (start, stop, link, unlink and clear; the QR is a credential and belongs to it), `configure` (save and delete
 * configurations), `inspect` (private texts: queues, conversations, contexts, decisions, periods, logs), `admin` (all).
 */
export type Scope = 'read' | 'operate' | 'configure' | 'inspect' | 'admin';

const SCOPES: ReadonlySet<string> = new Set<Scope>(['read', 'operate', 'configure', 'inspect', 'admin']);

/** Whether a value from outside is a scope. */
export function isScope(value: unknown): value is Scope {
  return typeof value === 'string' && SCOPES.has(value);
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
