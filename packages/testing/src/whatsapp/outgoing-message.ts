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
 * (a repetition for one device, or a request to the own phone). In a group a copy holds only the sender's key.
 */
export function readEnvelopes(message: BinaryNode): Envelope[] {
  const copies = getBinaryNodeChildren(getBinaryNodeChild(message, 'participants'), 'to');
  const all = copies.length ? copies : [message];
  return all.flatMap((copy) => readEnvelope(copy.attrs.jid ?? copy.attrs.participant ?? copy.attrs.to, copy));
}

/** The part of a message to a group that all members' devices get. */
export function readGroupPart(message: BinaryNode): Ciphertext | undefined {
  const { type, bytes } = readCiphertext(message) ?? {};
  return type === 'skmsg' && bytes ? { type, bytes } : undefined;
}

function readEnvelope(jid: string | undefined, copy: BinaryNode): Envelope[] {
  const address = jidDecode(jid);
  const ciphertext = readCiphertext(copy);
  if (!address || !ciphertext || ciphertext.type === 'skmsg') return [];
  const addressee = `${address.user}@${address.server}`;
  return [{ addressee, device: address.device ?? 0, ciphertext }];
}

function readCiphertext(parent: BinaryNode): Ciphertext | undefined {
  const type = getBinaryNodeChild(parent, 'enc')?.attrs.type;
  const bytes = getBinaryNodeChildBuffer(parent, 'enc');
  const isKnown = type === 'pkmsg' || type === 'msg' || type === 'skmsg';
  return isKnown && bytes ? { type, bytes } : undefined;
}
