/** How deep arrays and objects may be nested. */
const MAX_DEPTH = 32;

/**
 * Why a parsed JSON value is not taken, or null when it is fine: nested deeper than 32 arrays and objects, or with a
 * key `__proto__`, which replaces the prototype of an object that it is copied into by assignment.
 */
export function findShapeProblem(value: unknown, depth = 1): string | null {
  if (typeof value !== 'object' || value === null) return null;
  if (depth > MAX_DEPTH) return `The body is nested deeper than ${MAX_DEPTH} arrays and objects.`;
  if (Object.hasOwn(value, '__proto__')) return 'The body has a key "__proto__", which is not allowed.';
  for (const inner of Object.values(value)) {
    const problem = findShapeProblem(inner, depth + 1);
    if (problem !== null) return problem;
  }
  return null;
}
