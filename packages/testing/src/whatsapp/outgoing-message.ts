import {
  type BinaryNode,
  getBinaryNodeChild,
  getBinaryNodeChildBuffer,
  getBinaryNodeChildren,
  jidDecode,
} from '@whiskeysockets/baileys';
import type { Ciphertext } from './signal-device.ts';

/** One device's copy of a message that a linked device sent. */
export interface Envelope {
  /** The id of the addressee without a device. */
  addressee: string;
  /** Which device of the addressee; 0 is the phone. */
  device: number;
  ciphertext: Ciphertext;
}

/**
 * The copies in a `<message>` of a client: one `<to>` per device, or a single `<enc>` directly below the message
 * (a repetition for one device, or a request to the own phone).
 */
export function readEnvelopes(message: BinaryNode): Envelope[] {
  const copies = getBinaryNodeChildren(getBinaryNodeChild(message, 'participants'), 'to');
  const all = copies.length ? copies : [message];
  return all.flatMap((copy) => readEnvelope(copy.attrs.jid ?? copy.attrs.participant ?? copy.attrs.to, copy));
}

function readEnvelope(jid: string | undefined, copy: BinaryNode): Envelope[] {
  const address = jidDecode(jid);
  const type = getBinaryNodeChild(copy, 'enc')?.attrs.type;
  const bytes = getBinaryNodeChildBuffer(copy, 'enc');
  if (!address || !bytes || (type !== 'pkmsg' && type !== 'msg')) return [];
  const addressee = `${address.user}@${address.server}`;
  return [{ addressee, device: address.device ?? 0, ciphertext: { type, bytes } }];
}
