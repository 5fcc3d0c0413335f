import { jidEncode } from '@whiskeysockets/baileys';

/** A person as WhatsApp knows them, whichever device they use. */
export interface Identity {
  /** Digits with the country code, no plus sign: `15551110001`. */
  readonly number: string;
  /** The digits of the LID, WhatsApp's second id that hides the number. */
  readonly lid: string;
  /** The name they gave themselves. */
  readonly name: string;
}

/** The phone-number id, `15551110001@s.whatsapp.net`; with a device above 0 `15551110001:2@s.whatsapp.net`. */
export function numberJid(identity: Identity, device = 0): string {
  return jidEncode(identity.number, 's.whatsapp.net', device);
}

/** The LID, `90000000001@lid`; with a device above 0 `90000000001:2@lid`. */
export function lidJid(identity: Identity, device = 0): string {
  return jidEncode(identity.lid, 'lid', device);
}
