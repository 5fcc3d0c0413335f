/** The document that was given: old ones stand alone in an array. */
export function givenDocument(given: unknown): unknown {
  return Array.isArray(given) && given.length === 1 ? (given as unknown[])[0] : given;
}

/** The id that a document names, before anything about it is checked; undefined when it names none. */
export function userIdIn(given: unknown): string | undefined {
  const document = givenDocument(given);
  if (typeof document !== 'object' || document === null || !('user_id' in document)) return undefined;
  return typeof document.user_id === 'string' ? document.user_id : undefined;
}
