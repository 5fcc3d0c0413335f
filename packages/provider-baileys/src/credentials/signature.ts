import { createPublicKey, verify } from 'node:crypto';

const PRIME = 2n ** 255n - 19n;
const SIGN_BIT = 0x80;

/**
 * Whether the holder of a public key (32 bytes, Curve25519) signed these bytes as Signal does (XEdDSA,
 * https://signal.org/docs/specifications/xeddsa/). `Curve.verify` of Baileys 7.0.0-rc14 says yes to everything that
 * has the right length (Utils/crypto.js).
 */
export function isSignedBy(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  const plain = Buffer.from(signature);
  const last = plain[63] ?? 0;
  plain[63] = last & ~SIGN_BIT;
  const edwards = toEdwards(publicKey);
  edwards[31] = (edwards[31] ?? 0) | (last & SIGN_BIT);
  const key = { kty: 'OKP', crv: 'Ed25519', x: edwards.toString('base64url') };
  try {
    return verify(null, bytes, createPublicKey({ key, format: 'jwk' }), plain);
  } catch {
    return false;
  }
}

/** The same point in the form that Ed25519 uses: y = (u - 1) / (u + 1). */
function toEdwards(montgomery: Uint8Array): Buffer {
  const u = BigInt(`0x${Buffer.from(montgomery).reverse().toString('hex')}`);
  const y = modulo((u - 1n) * inverse(u + 1n));
  return Buffer.from(y.toString(16).padStart(64, '0'), 'hex').reverse();
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
