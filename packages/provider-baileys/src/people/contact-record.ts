import { z } from 'zod';
import type { IdPair } from './id-pair.ts';

/** What is kept of one person; at least one id, and something to know beside it. */
export const contactRecordSchema = z.object({
  /** The phone-number id, in canonical form. */
  phone: z.string().optional(),
  /** The LID, in canonical form. */
  lid: z.string().optional(),
  /** The name in the owner's address book. */
  savedName: z.string().optional(),
  /** The name that the person gave itself. */
  pushName: z.string().optional(),
  /** Whether the core does not know the record as it is now. */
  isUntold: z.literal(true).optional(),
});

/** See {@link contactRecordSchema}. Never changed, only replaced. */
export type ContactRecord = Readonly<z.infer<typeof contactRecordSchema>>;

/** The id by which the core knows the person. */
export function canonicalId({ phone, lid }: ContactRecord): string {
  return phone ?? lid ?? '';
}

/** Whether a record says more than one id, or that the core must be told that it no longer does. */
export function isWorthKeeping({ phone, lid, savedName, pushName, isUntold }: ContactRecord): boolean {
  const isPair = phone !== undefined && lid !== undefined;
  return isPair || savedName !== undefined || pushName !== undefined || isUntold === true;
}

/**
 * The records that replace those of two ids when it turns out that these are one person. What one of them was paired
 * with before is another person from now on: the newest pair holds. There the name in the address book stays with
 * the phone number, and the name that the person gave itself with the LID.
 */
export function pairedUp(
  { phone, lid }: IdPair,
  ofPhone: ContactRecord = { phone },
  ofLid: ContactRecord = { lid },
): ContactRecord[] {
  const numberHadOtherLid = ofPhone.lid !== undefined && ofPhone.lid !== lid;
  const lidHadOtherNumber = ofLid.phone !== undefined && ofLid.phone !== phone;
  const savedName = ofPhone.savedName ?? (lidHadOtherNumber ? undefined : ofLid.savedName);
  const pushName = ofLid.pushName ?? (numberHadOtherLid ? undefined : ofPhone.pushName);
  const left: ContactRecord[] = [];
  if (numberHadOtherLid) left.push(compact({ lid: ofPhone.lid, pushName: ofPhone.pushName }));
  if (lidHadOtherNumber) left.push(compact({ phone: ofLid.phone, savedName: ofLid.savedName }));
  return [compact({ phone, lid, savedName, pushName, isUntold: true }), ...left];
}

/** The same without what is undefined. */
export function compact<Value extends object>(value: Value): Compact<Value> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Compact<Value>;
}

type Compact<Value> = { [Key in keyof Value]?: Exclude<Value[Key], undefined> };
