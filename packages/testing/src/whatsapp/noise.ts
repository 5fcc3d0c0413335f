import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto';
import { proto } from '@whiskeysockets/baileys';
import type { ServerIdentity } from './server-identity.ts';
import { type AgreementKeys, agree, generateAgreementKeys } from './x25519.ts';

const PROTOCOL = Buffer.from('Noise_XX_25519_AESGCM_SHA256\0\0\0\0', 'latin1');
const HEADER = Buffer.from([0x57, 0x41, 6, 3]);
const NOTHING = Buffer.alloc(0);
const TAG_LENGTH = 16;

/** AES-256-GCM with a counter as nonce: 8 zero bytes, then the count in 4 bytes, big endian. */
class CountingCipher {
  readonly #key: Uint8Array;
  #count = 0;

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  seal(plaintext: Uint8Array, associated: Uint8Array): Buffer {
    const cipher = createCipheriv('aes-256-gcm', this.#key, this.#nextNonce()).setAAD(associated);
    return Buffer.concat([cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
  }

  open(sealed: Uint8Array, associated: Uint8Array): Buffer {
    const cut = sealed.length - TAG_LENGTH;
    const decipher = createDecipheriv('aes-256-gcm', this.#key, this.#nextNonce()).setAAD(associated);
    decipher.setAuthTag(sealed.subarray(cut));
    return Buffer.concat([decipher.update(sealed.subarray(0, cut)), decipher.final()]);
  }

  #nextNonce(): Buffer {
    const nonce = Buffer.alloc(12);
    nonce.writeUInt32BE(this.#count++, 8);
    return nonce;
  }
}

/** What both sides have agreed on so far (the Noise framework's symmetric state). */
class Transcript {
  #hash: Buffer = PROTOCOL;
  #chain: Buffer = PROTOCOL;
  #cipher = new CountingCipher(PROTOCOL);

  mix(bytes: Uint8Array): void {
    this.#hash = createHash('sha256').update(this.#hash).update(bytes).digest();
  }

  mixSecret(secret: Uint8Array): void {
    const [chain, key] = this.#derive(secret);
    this.#chain = chain;
    this.#cipher = new CountingCipher(key);
  }

  seal(plaintext: Uint8Array): Buffer {
    const sealed = this.#cipher.seal(plaintext, this.#hash);
    this.mix(sealed);
    return sealed;
  }

  open(sealed: Uint8Array): Buffer {
    const plaintext = this.#cipher.open(sealed, this.#hash);
    this.mix(sealed);
    return plaintext;
  }

  split(): [Buffer, Buffer] {
    return this.#derive(NOTHING);
  }

  #derive(secret: Uint8Array): [Buffer, Buffer] {
    const derived = Buffer.from(hkdfSync('sha256', secret, this.#chain, NOTHING, 64));
    return [derived.subarray(0, 32), derived.subarray(32)];
  }
}

/** The encryption of everything after the handshake; each direction counts its own frames. */
export class TransportCipher {
  readonly #fromClient: CountingCipher;
  readonly #toClient: CountingCipher;

  constructor(clientKey: Uint8Array, serverKey: Uint8Array) {
    this.#fromClient = new CountingCipher(clientKey);
    this.#toClient = new CountingCipher(serverKey);
  }

  /** Encrypts the next frame to the client. */
  seal(plaintext: Uint8Array): Buffer {
    return this.#toClient.seal(plaintext, NOTHING);
  }

  /**
   * Decrypts the next frame of the client.
   * @throws Error when it was altered, or is not the next one
   */
  open(sealed: Uint8Array): Buffer {
    return this.#fromClient.open(sealed, NOTHING);
  }
}

/** What a client has proven and said when the handshake is over. */
export interface HandshakeResult {
  /** The client's long-lived transport key (`creds.noiseKey.public`), 32 bytes. */
  clientKey: Buffer;
  payload: proto.ClientPayload;
  cipher: TransportCipher;
}

/** The server's half of the Noise XX handshake (https://noiseprotocol.org/noise.html, section 7.5). */
export class NoiseResponder {
  readonly #transcript = new Transcript();
  readonly #ephemeral: AgreementKeys = generateAgreementKeys();
  readonly #identity: ServerIdentity;

  constructor(identity: ServerIdentity) {
    this.#identity = identity;
    this.#transcript.mix(HEADER);
  }

  /**
   * Answers the client's first frame with the server's.
   * @throws Error when the frame is no client hello
   */
  answer(clientHello: Uint8Array): Buffer {
    const theirs = required(proto.HandshakeMessage.decode(clientHello).clientHello?.ephemeral, 'clientHello');
    this.#transcript.mix(theirs);
    this.#transcript.mix(this.#ephemeral.public);
    this.#transcript.mixSecret(agree(this.#ephemeral, theirs));
    const sealedKey = this.#transcript.seal(this.#identity.keys.public);
    this.#transcript.mixSecret(agree(this.#identity.keys, theirs));
    const payload = this.#transcript.seal(this.#identity.certificate);
    const serverHello = { ephemeral: this.#ephemeral.public, static: sealedKey, payload };
    return Buffer.from(proto.HandshakeMessage.encode({ serverHello }).finish());
  }

  /**
   * Takes the client's second frame; afterwards both sides use the returned cipher.
   * @throws Error when the frame is no client finish, or was not made for this handshake
   */
  finish(clientFinish: Uint8Array): HandshakeResult {
    const finish = proto.HandshakeMessage.decode(clientFinish).clientFinish;
    const clientKey = this.#transcript.open(required(finish?.static, 'clientFinish.static'));
    this.#transcript.mixSecret(agree(this.#ephemeral, clientKey));
    const payload = this.#transcript.open(required(finish?.payload, 'clientFinish.payload'));
    const [fromClient, toClient] = this.#transcript.split();
    return {
      clientKey,
      payload: proto.ClientPayload.decode(payload),
      cipher: new TransportCipher(fromClient, toClient),
    };
  }
}

function required(bytes: Uint8Array | null | undefined, name: string): Uint8Array {
  if (!bytes?.length) throw new Error(`The client's handshake has no ${name}.`);
  return bytes;
}
