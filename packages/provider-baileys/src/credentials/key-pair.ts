import { createPrivateKey, createPublicKey } from 'node:crypto';

/** What comes in front of the 32 bytes of a private X25519 key in PKCS #8 (RFC 8410). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b656e04220420', 'hex');

/** Whether a public key is the one of a private key; both raw, 32 bytes, on Curve25519. */
export function belongTogether(pair: { private: Uint8Array; public: Uint8Array }): boolean {
  const privateKey = createPrivateKey({
    key: Buffer.concat([PKCS8_PREFIX, pair.private]),
    format: 'der',
    type: 'pkcs8',
  });
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  return Buffer.from(pair.public).toString('base64url') === x;
}
