import { createHmac } from 'node:crypto';
import { type BinaryNode, proto, WA_ADV_ACCOUNT_SIG_PREFIX } from '@whiskeysockets/baileys';
import type { Client } from './connection.ts';
import { lidJid, numberJid } from './identity.ts';
import type { DeviceRegistration } from './linked-device.ts';
import { node, SERVER, wireTime } from './nodes.ts';
import type { Person } from './person.ts';
import type { SignalDevice } from './signal-device.ts';

/** What a device that wants to be linked said of itself in the handshake. */
export function readRegistration({ key, payload }: Client, id: number): DeviceRegistration {
  const data = payload.devicePairingData;
  return {
    id,
    transportKey: key,
    keys: {
      registrationId: readNumber(data?.eRegid),
      identityKey: Buffer.from(data?.eIdent ?? []),
      signedPreKey: {
        id: readNumber(data?.eSkeyId),
        publicKey: Buffer.from(data?.eSkeyVal ?? []),
        signature: Buffer.from(data?.eSkeySig ?? []),
      },
    },
  };
}

/** Tells a device that it is linked; `secret` is what only the phone and the device know. */
export function pairSuccess(
  stanzaId: string,
  secret: Uint8Array,
  phone: Person,
  { id, keys }: DeviceRegistration,
): BinaryNode {
  const attributes = { from: SERVER, type: 'set', id: stanzaId, xmlns: 'md', t: wireTime(Date.now()) };
  const success = node('pair-success', {}, [
    node('device-identity', {}, signedIdentity(secret, phone.signal, keys.identityKey, id)),
    node('biz', { name: phone.identity.name }),
    node('device', { jid: numberJid(phone.identity, id), lid: lidJid(phone.identity, id) }),
    node('platform', { name: 'android' }),
  ]);
  return node('iq', attributes, [success]);
}

/** The phone's word that this device belongs to it (`configureSuccessfulPairing` of Baileys checks it). */
function signedIdentity(
  secret: Uint8Array,
  phone: SignalDevice,
  deviceKey: Uint8Array,
  id: number,
): Uint8Array {
  const timestamp = Number(wireTime(Date.now()));
  const details = proto.ADVDeviceIdentity.encode({ rawId: id, timestamp, keyIndex: id }).finish();
  const vouched = Buffer.concat([WA_ADV_ACCOUNT_SIG_PREFIX, details, deviceKey]);
  const signed = proto.ADVSignedDeviceIdentity.encode({
    details,
    accountSignatureKey: phone.identityKey,
    accountSignature: phone.sign(vouched),
  }).finish();
  const hmac = createHmac('sha256', secret).update(signed).digest();
  return proto.ADVSignedDeviceIdentityHMAC.encode({ details: signed, hmac }).finish();
}

function readNumber(bytes: Uint8Array | null | undefined): number {
  return bytes?.length ? Buffer.from(bytes).readUIntBE(0, bytes.length) : 0;
}
