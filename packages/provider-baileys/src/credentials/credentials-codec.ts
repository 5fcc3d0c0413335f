import type { AuthenticationCreds } from '@whiskeysockets/baileys';
import { BufferJSON, proto } from '@whiskeysockets/baileys';
import { z } from 'zod';
import { hasRightChecksum, withChecksum } from './checksum.ts';
import { CorruptCredentialsError } from './corrupt-credentials-error.ts';
import { CHECKSUM, isUnfinished } from './linked.ts';
import { provenFault, toBytes } from './proven-fault.ts';

const bytes = (length: number) =>
  z.instanceof(Buffer).refine((value) => value.byteLength === length, `must be ${length} bytes`);
const keyPair = z.looseObject({ private: bytes(32), public: bytes(32) });

/** Bytes of a protobuf message, which makes JSON of itself before Baileys can: base64, unless they were read before. */
const messageBytes = (length?: number) =>
  z
    .union([z.base64(), z.instanceof(Buffer)])
    .refine(
      (value) => length === undefined || toBytes(value).byteLength === length,
      `must be ${length} bytes`,
    );

/** What must be there for Baileys to connect; everything else is kept as it is. */
const credentialsSchema = z.looseObject({
  noiseKey: keyPair,
  pairingEphemeralKeyPair: keyPair,
  signedIdentityKey: keyPair,
  signedPreKey: z.looseObject({ keyPair, signature: bytes(64), keyId: z.number() }),
  registrationId: z.number(),
  advSecretKey: z.string(),
  nextPreKeyId: z.number(),
  firstUnuploadedPreKeyId: z.number(),
});

/** What must be there besides in the credentials of a completed link. */
const linkSchema = z.looseObject({
  me: z.looseObject({ id: z.string().regex(/^\d+(?::\d+)?@/, 'must be the id of a device') }),
  account: z.looseObject({
    details: messageBytes(),
    accountSignatureKey: messageBytes(32),
    accountSignature: messageBytes(64),
    deviceSignature: messageBytes(64),
  }),
});

/**
 * What the reviver of Baileys makes bytes of: `{"type":"Buffer",…}`, and objects whose keys begin with a digit and whose
 * values are numbers. A session has neither, and the reviver would take most of the time of reading one.
 */
const MAY_HOLD_BYTES = /"Buffer"|"\s*[+-]?\d[^"]*"\s*:\s*-?\d/;

/** The text under which a value is stored: JSON in which bytes are `{"type":"Buffer","data":"<base64>"}`. */
export function encodeValue(value: unknown): string {
  return JSON.stringify(value, BufferJSON.replacer);
}

/**
 * The value of one signal key. Bytes come back as `Buffer`s, which libsignal insists on.
 * @throws CorruptCredentialsError
 */
export function decodeValue(type: string, key: string, text: string): unknown {
  const value = parse(key, text);
  if (type !== 'app-state-sync-key') return value;
  if (typeof value !== 'object' || value === null) throw new CorruptCredentialsError(key, 'not an object');
  return proto.Message.AppStateSyncKeyData.fromObject(value);
}

/** The text under which the account's own secrets are stored, with a checksum. */
export function encodeCredentials(credentials: AuthenticationCreds): string {
  return withChecksum(encodeValue(credentials));
}

/**
 * The account's own secrets.
 * @throws CorruptCredentialsError when the text is no JSON or not what its checksum says, when something is missing or
 * has the wrong length, and when the keys do not belong together
 */
export function decodeCredentials(key: string, text: string): AuthenticationCreds {
  const value = parse(key, text);
  const result = credentialsSchema.safeParse(value);
  if (!result.success) throw new CorruptCredentialsError(key, result.error);
  if (CHECKSUM in result.data && !hasRightChecksum(text))
    throw new CorruptCredentialsError(key, 'wrong checksum');
  const { [CHECKSUM]: _checksum, ...credentials } = value as AuthenticationCreds & { [CHECKSUM]?: unknown };
  const link = isUnfinished(credentials) ? null : linkSchema.safeParse(credentials);
  if (link && !link.success) throw new CorruptCredentialsError(key, link.error);
  const fault = provenFault(credentials);
  if (fault !== null) throw new CorruptCredentialsError(key, fault);
  return credentials;
}

function parse(key: string, text: string): unknown {
  try {
    return MAY_HOLD_BYTES.test(text) ? JSON.parse(text, BufferJSON.reviver) : JSON.parse(text);
  } catch (error) {
    throw new CorruptCredentialsError(key, error);
  }
}
