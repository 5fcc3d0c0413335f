import type { Party } from '../contracts/message.ts';

/** Whether two names mean one person: an id of the one, alternate ones among them, is an id of the other. */
export function isSameSender(left: Party, right: Party): boolean {
  if (left.identifier === right.identifier) return true;
  const ids = new Set([left.identifier, ...left.alternateIdentifiers]);
  return ids.has(right.identifier) || right.alternateIdentifiers.some((id) => ids.has(id));
}
