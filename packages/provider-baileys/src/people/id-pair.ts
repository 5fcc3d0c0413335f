import { isPhoneId, personIds } from '../receiving/identity.ts';

/** The two ids of one person, in canonical form. */
export interface IdPair {
  phone: string;
  lid: string;
}

/** The pair that ids make, in any order and with devices; null when they are not one phone-number id and one LID. */
export function idPair(...ids: readonly (string | null | undefined)[]): IdPair | null {
  const [phone, lid, ...others] = personIds(ids);
  if (phone === undefined || lid === undefined || others.length > 0) return null;
  return isPhoneId(phone) && !isPhoneId(lid) ? { phone, lid } : null;
}

/** The pairs among the given ones that are pairs. */
export function idPairs(...found: readonly (readonly (string | null | undefined)[])[]): IdPair[] {
  return found.map((ids) => idPair(...ids)).filter((pair) => pair !== null);
}
