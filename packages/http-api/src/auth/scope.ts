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
