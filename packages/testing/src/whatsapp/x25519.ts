import { createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject } from 'node:crypto';

/** A key pair for the transport, made and used by Node alone. */
export interface AgreementKeys {
  /** The 32 raw bytes of the public key. */
  readonly public: Buffer;
  readonly private: KeyObject;
}

/** Makes a fresh X25519 key pair. */
export function generateAgreementKeys(): AgreementKeys {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  return {
    public: Buffer.from(String(publicKey.export({ format: 'jwk' }).x), 'base64url'),
    private: privateKey,
  };
}

/** The secret that both sides can compute (RFC 7748); `theirs` is the other side's raw public key, 32 bytes. */
export function agree(ours: AgreementKeys, theirs: Uint8Array): Buffer {
  const x = Buffer.from(theirs).toString('base64url');
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' });
  return diffieHellman({ privateKey: ours.private, publicKey });
}
