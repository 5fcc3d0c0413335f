import type { AuthenticationCreds } from '@whiskeysockets/baileys';
import { belongTogether } from './key-pair.ts';
import { isSignedBy } from './signature.ts';

/** The type byte in front of a public key of Signal. */
const KEY_TYPE = Buffer.from([5]);
/** What the phone signs begins with one of these, by the kind of the account (`ADV_PREFIX` in Defaults of Baileys). */
const ACCOUNT_PREFIXES = [Buffer.from([6, 0]), Buffer.from([6, 5])];
/** What the device signs begins with one of these. */
const DEVICE_PREFIXES = [Buffer.from([6, 1]), Buffer.from([6, 6])];

/**
 * What proves that keys do not belong together although each has the right form: damage, or rows that were mixed up. A
 * login with them would be refused, and the refusal taken for the end of the link. Null when nothing does.
 * The keys have the right lengths, and those of `account` too when it is there.
 */
export function provenFault(credentials: AuthenticationCreds): string | null {
  const { noiseKey, pairingEphemeralKeyPair, signedIdentityKey, signedPreKey, account } = credentials;
  const pairs = { noiseKey, pairingEphemeralKeyPair, signedIdentityKey, signedPreKey: signedPreKey.keyPair };
  const broken = Object.entries(pairs).find(([, pair]) => !belongTogether(pair));
  if (broken) return `the two keys of ${broken[0]} do not belong together`;
  const identity = signedIdentityKey.public;
  const preKey = Buffer.concat([KEY_TYPE, signedPreKey.keyPair.public]);
  if (!isSignedBy(identity, preKey, signedPreKey.signature)) return 'the signature of signedPreKey is wrong';
  return account ? faultOfLink(account, identity) : null;
}

type DeviceIdentity = NonNullable<AuthenticationCreds['account']>;

/** Whether the phone took this very device, and this very device said so. */
function faultOfLink(account: DeviceIdentity, identity: Uint8Array): string | null {
  const [details, phone] = [toBytes(account.details), toBytes(account.accountSignatureKey)];
  const isVouchedFor = ACCOUNT_PREFIXES.some((prefix) =>
    isSignedBy(phone, Buffer.concat([prefix, details, identity]), toBytes(account.accountSignature)),
  );
  if (!isVouchedFor) return 'the signature of the account is wrong';
  const isConfirmed = DEVICE_PREFIXES.some((prefix) =>
    isSignedBy(identity, Buffer.concat([prefix, details, identity, phone]), toBytes(account.deviceSignature)),
  );
  return isConfirmed ? null : 'the signature of the device is wrong';
}

/** Bytes of a protobuf message, which are base64 in what was stored. */
export function toBytes(value: Uint8Array | string | null | undefined): Uint8Array {
  return typeof value === 'string' ? Buffer.from(value, 'base64') : (value ?? new Uint8Array());
}
