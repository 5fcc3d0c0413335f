import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, randomInt } from 'node:crypto';
import { generateSignalPubKey, proto } from '@whiskeysockets/baileys';
import { isSignedBy, SigningKey } from './xeddsa.ts';

/** The version of the protocol, twice in one byte: what is written, and what is understood. */
const VERSION = Buffer.from([0x33]);
const SIGNATURE_LENGTH = 64;
const MESSAGE_KEY = Buffer.from([1]);
const CHAIN_KEY = Buffer.from([2]);
/** How far a message may be ahead of the last one, as in libsignal. */
const MAXIMUM_LEAD = 2_000;

/**
 * The key with which one device writes to a group: a chain of keys, each used once, and a signature. Made with
 * Node alone, so that a mistake of the library inside Baileys is not made on both sides.
 */
export class OutgoingSenderKey {
  readonly #id = randomInt(2 ** 31 - 1);
  readonly #chain = new KeyChain(0, randomBytes(32));
  readonly #signing = new SigningKey();

  /** What the members need to read everything from the next message on. */
  distribution(): Uint8Array {
    const { iteration, seed: chainKey } = this.#chain;
    const signingKey = generateSignalPubKey(this.#signing.public);
    const content = proto.SenderKeyDistributionMessage.encode({
      id: this.#id,
      iteration,
      chainKey,
      signingKey,
    }).finish();
    return Buffer.concat([VERSION, content]);
  }

  /** Encrypts and signs the next message. */
  encrypt(plaintext: Uint8Array): Uint8Array {
    const { iteration } = this.#chain;
    const { key, iv } = this.#chain.next();
    const cipher = createCipheriv('aes-256-cbc', key, iv);
    const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
    const content = proto.SenderKeyMessage.encode({ id: this.#id, iteration, ciphertext }).finish();
    const signed = Buffer.concat([VERSION, content]);
    return Buffer.concat([signed, this.#signing.sign(signed)]);
  }
}

/** The same key on the side of a member who reads. */
export class IncomingSenderKey {
  readonly id: number;
  readonly #chain: KeyChain;
  readonly #signingKey: Uint8Array;
  readonly #skipped = new Map<number, MessageKey>();

  /** Takes what {@link OutgoingSenderKey.distribution} gives. */
  constructor(distribution: Uint8Array) {
    const { id, iteration, chainKey, signingKey } = proto.SenderKeyDistributionMessage.decode(
      distribution.subarray(1),
    );
    this.id = id ?? 0;
    this.#chain = new KeyChain(iteration ?? 0, Buffer.from(chainKey ?? []));
    this.#signingKey = Buffer.from(signingKey ?? []).subarray(-32);
  }

  /**
   * Decrypts a message of this key.
   * @throws Error when it was not signed by the key's owner, or was decrypted before
   */
  decrypt(bytes: Uint8Array): Buffer {
    const signed = bytes.subarray(0, -SIGNATURE_LENGTH);
    if (!isSignedBy(this.#signingKey, signed, bytes.subarray(-SIGNATURE_LENGTH))) {
      throw new Error('The group message was not signed by its sender.');
    }
    const { iteration, ciphertext } = proto.SenderKeyMessage.decode(signed.subarray(1));
    const { key, iv } = this.#keyOf(iteration ?? 0);
    const decipher = createDecipheriv('aes-256-cbc', key, iv);
    return Buffer.concat([decipher.update(ciphertext ?? Buffer.alloc(0)), decipher.final()]);
  }

  #keyOf(iteration: number): MessageKey {
    if (iteration - this.#chain.iteration > MAXIMUM_LEAD) throw new Error('Too many messages are missing.');
    while (this.#chain.iteration <= iteration) this.#skipped.set(this.#chain.iteration, this.#chain.next());
    const key = this.#skipped.get(iteration);
    if (!key) throw new Error('The group message was decrypted before.');
    this.#skipped.delete(iteration);
    return key;
  }
}

/** Which key a group message was written with. */
export function senderKeyId(message: Uint8Array): number {
  return proto.SenderKeyMessage.decode(message.subarray(1, -SIGNATURE_LENGTH)).id ?? 0;
}

interface MessageKey {
  key: Buffer;
  iv: Buffer;
}

/** Keys of which each follows from the one before, never the other way round. */
class KeyChain {
  iteration: number;
  seed: Buffer;

  constructor(iteration: number, seed: Buffer) {
    this.iteration = iteration;
    this.seed = seed;
  }

  /** The key of this message; the chain moves on. */
  next(): MessageKey {
    const messageSeed = createHmac('sha256', this.seed).update(MESSAGE_KEY).digest();
    this.seed = createHmac('sha256', this.seed).update(CHAIN_KEY).digest();
    this.iteration += 1;
    const derived = Buffer.from(hkdfSync('sha256', messageSeed, Buffer.alloc(32), 'WhisperGroup', 48));
    return { iv: derived.subarray(0, 16), key: derived.subarray(16) };
  }
}
