import { createHmac } from 'node:crypto';

const PREFIX = 'whsec_';
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

/**
 * The bytes of a secret: what stands in base64 behind `whsec_`, else its UTF-8.
 * @throws TypeError when what stands behind `whsec_` is not base64; never with the secret in it
 */
export function secretKey(secret: string): Buffer {
  if (!secret.startsWith(PREFIX)) return Buffer.from(secret, 'utf8');
  const encoded = secret.slice(PREFIX.length);
  if (!BASE64.test(encoded)) {
    throw new TypeError('what stands behind whsec_ must be base64; make one with: openssl rand -base64 32');
  }
  return Buffer.from(encoded, 'base64');
}

/** What is signed. */
export interface SignedContent {
  id: string;
  /** Epoch seconds. */
  timestamp: number;
  body: string;
}

/** The signature as the Standard Webhooks specification has it: `v1,` and the HMAC-SHA256 in base64. */
export function signatureOf({ id, timestamp, body }: SignedContent, key: Uint8Array): string {
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}
