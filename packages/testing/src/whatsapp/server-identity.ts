import { Curve, proto } from '@whiskeysockets/baileys';
import { type AgreementKeys, generateAgreementKeys } from './x25519.ts';

/** Who the server says it is in the handshake. */
export interface ServerIdentity {
  readonly keys: AgreementKeys;
  /** An encoded `CertChain`: a root nobody knows vouches for an intermediate, that one for `keys`. */
  readonly certificate: Uint8Array;
}

/**
 * Makes an identity with a root of its own. Baileys 7.0.0-rc14 accepts it without being told: `Curve.verify`
 * (`Utils/crypto.js`) drops the verdict and only insists on well-formed signatures, and the issuer of the
 * intermediate must be serial 0 (`Utils/noise-handler.js`).
 */
export function createServerIdentity(): ServerIdentity {
  const root = Curve.generateKeyPair();
  const intermediate = Curve.generateKeyPair();
  const keys = generateAgreementKeys();
  const certificate = proto.CertChain.encode({
    intermediate: certify({ serial: 1, issuerSerial: 0, key: intermediate.public }, root.private),
    leaf: certify({ serial: 2, issuerSerial: 1, key: keys.public }, intermediate.private),
  }).finish();
  return { keys, certificate };
}

function certify(subject: { serial: number; issuerSerial: number; key: Uint8Array }, issuer: Uint8Array) {
  const details = proto.CertChain.NoiseCertificate.Details.encode(subject).finish();
  return { details, signature: Curve.sign(issuer, details) };
}
