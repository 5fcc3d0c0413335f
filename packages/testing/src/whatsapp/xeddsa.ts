import { createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';

const PRIME = 2n ** 255n - 19n;
const SIGN_BIT = 0x80;

/**
 * A key that signs as Signal does (XEdDSA, https://signal.org/docs/specifications/xeddsa/), on Node's own Ed25519,
 * which is some hundred times faster than the implementation inside Baileys and independent of it.
 */
export class SigningKey {
  /** The 32 bytes of the public key in the form Signal uses: the u coordinate on the Montgomery curve. */
  readonly public: Buffer;
  readonly #private: KeyObject;
  readonly #signBit: number;

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const edwards = Buffer.from(String(publicKey.export({ format: 'jwk' }).x), 'base64url');
    this.#private = privateKey;
    this.#signBit = (edwards[31] ?? 0) & SIGN_BIT;
    this.public = toMontgomery(edwards);
  }

  /** Signs; the sign of the Edwards key goes along in the last bit, from which a verifier restores that key. */
  sign(bytes: Uint8Array): Buffer {
    const signature = sign(null, bytes, this.#private);
    signature[63] = (signature[63] ?? 0) | this.#signBit;
    return signature;
  }
}

/** Whether the holder of a public key (32 bytes, Montgomery) signed these bytes. */
export function isSignedBy(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  const plain = Buffer.from(signature);
  const last = plain[63] ?? 0;
  plain[63] = last & ~SIGN_BIT;
  return verify(null, bytes, edwardsKey(publicKey, last & SIGN_BIT), plain);
}

function edwardsKey(montgomery: Uint8Array, signBit: number): KeyObject {
  const u = readNumber(montgomery);
  const edwards = writeNumber((u - 1n) * inverse(u + 1n));
  edwards[31] = (edwards[31] ?? 0) | signBit;
  return createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: edwards.toString('base64url') },
    format: 'jwk',
  });
}

function toMontgomery(edwards: Buffer): Buffer {
  const unsigned = Buffer.from(edwards);
  unsigned[31] = (unsigned[31] ?? 0) & ~SIGN_BIT;
  const y = readNumber(unsigned);
  return writeNumber((1n + y) * inverse(1n - y));
}

function inverse(value: bigint): bigint {
  let [result, base, exponent] = [1n, modulo(value), PRIME - 2n];
  for (; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % PRIME;
    base = (base * base) % PRIME;
  }
  return result;
}

function modulo(value: bigint): bigint {
  return ((value % PRIME) + PRIME) % PRIME;
}

function readNumber(littleEndian: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(littleEndian).reverse().toString('hex')}`);
}

function writeNumber(value: bigint): Buffer {
  return Buffer.from(modulo(value).toString(16).padStart(64, '0'), 'hex').reverse();
}
