import type { AuthenticationCreds } from '@whiskeysockets/baileys';
import { BufferJSON, proto } from '@whiskeysockets/baileys';
import { z } from 'zod';
import { CorruptCredentialsError } from './corrupt-credentials-error.ts';

const bytes = (length: number) =>
  z.instanceof(Buffer).refine((value) => value.byteLength === length, `must be ${length} bytes`);
const keyPair = z.looseObject({ private: bytes(32), public: bytes(32) });

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

/**
 * The account's own secrets.
 * @throws CorruptCredentialsError when the text is no JSON, or a key is missing or has the wrong length.
 */
export function decodeCredentials(key: string, text: string): AuthenticationCreds {
  const value = parse(key, text);
  const result = credentialsSchema.safeParse(value);
  if (!result.success) throw new CorruptCredentialsError(key, result.error);
  return value as AuthenticationCreds;
}

function parse(key: string, text: string): unknown {
  try {
    return JSON.parse(text, BufferJSON.reviver);
  } catch (error) {
    throw new CorruptCredentialsError(key, error);
  }
}
