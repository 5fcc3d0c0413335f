import {
  type BinaryNode,
  encodeBigEndian,
  getBinaryNodeChild,
  getBinaryNodeChildBuffer,
  getBinaryNodeChildren,
  getBinaryNodeChildUInt,
  KEY_BUNDLE_TYPE,
} from '@whiskeysockets/baileys';
import { node } from './nodes.ts';

/** A public key with the number under which its owner finds the private half. */
export interface NumberedKey {
  id: number;
  /** 32 bytes. */
  publicKey: Uint8Array;
}

/** What one needs to write to a device for the first time: its public keys (Signal's X3DH). */
export interface KeyBundle {
  registrationId: number;
  /** 32 bytes. */
  identityKey: Uint8Array;
  signedPreKey: NumberedKey & { signature: Uint8Array };
  /** Used for one session only; absent when the device has none left. */
  oneTimeKey?: NumberedKey | undefined;
}

/** The bundle as the children of a `<user>` in the answer to a key query. */
export function bundleNodes(bundle: KeyBundle): BinaryNode[] {
  const { signedPreKey, oneTimeKey } = bundle;
  return [
    node('registration', {}, encodeBigEndian(bundle.registrationId)),
    node('type', {}, KEY_BUNDLE_TYPE),
    node('identity', {}, bundle.identityKey),
    node('skey', {}, [...keyNodes(signedPreKey), node('signature', {}, signedPreKey.signature)]),
    ...(oneTimeKey ? [node('key', {}, keyNodes(oneTimeKey))] : []),
  ];
}

/** Reads what {@link bundleNodes} writes; also the `<keys>` of a retry receipt, whose registration stands outside. */
export function readBundle(parent: BinaryNode, registrationId: number): KeyBundle {
  const signed = getBinaryNodeChild(parent, 'skey');
  const oneTime = getBinaryNodeChild(parent, 'key');
  return {
    registrationId,
    identityKey: bytes(parent, 'identity'),
    signedPreKey: { ...readKey(signed), signature: bytes(signed, 'signature') },
    oneTimeKey: oneTime && readKey(oneTime),
  };
}

/** The one-time keys in an upload (`<list>` of `<key>`). */
export function readKeyList(upload: BinaryNode): NumberedKey[] {
  return getBinaryNodeChildren(getBinaryNodeChild(upload, 'list'), 'key').map(readKey);
}

/** The number in a `<registration>` child. */
export function readRegistrationId(parent: BinaryNode): number {
  return getBinaryNodeChildUInt(parent, 'registration', 4) ?? 0;
}

function keyNodes({ id, publicKey }: NumberedKey): BinaryNode[] {
  return [node('id', {}, encodeBigEndian(id, 3)), node('value', {}, publicKey)];
}

function readKey(key: BinaryNode | undefined): NumberedKey {
  return { id: key ? (getBinaryNodeChildUInt(key, 'id', 3) ?? 0) : 0, publicKey: bytes(key, 'value') };
}

function bytes(parent: BinaryNode | undefined, tag: string): Uint8Array {
  const found = getBinaryNodeChildBuffer(parent, tag);
  if (!found) throw new Error(`The client sent <${parent?.tag ?? 'keys'}> without <${tag}>.`);
  return found;
}
