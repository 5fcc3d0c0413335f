/** The id that a configuration names, if it names one; documents in an array of one element are accepted too. */
export function userIdIn(body: unknown): string | undefined {
  const document: unknown = Array.isArray(body) && body.length === 1 ? body[0] : body;
  if (typeof document !== 'object' || document === null || !('user_id' in document)) return undefined;
  return typeof document.user_id === 'string' ? document.user_id : undefined;
}
