import {
  type AuthenticationCreds,
  Curve,
  DEFAULT_CONNECTION_CONFIG,
  encodeWAMessage,
  generateSignalPubKey,
  initAuthCreds,
  proto,
  type SignalRepositoryWithLIDStore,
  unpadRandomMax16,
} from '@whiskeysockets/baileys';
import type { KeyBundle } from './key-bundle.ts';
import { MemoryKeys } from './memory-keys.ts';
import { quietly } from './quiet-libsignal.ts';
import { asPhonesHaveIt } from './session-choice.ts';
import { silentLogger } from './silent-logger.ts';

/** An encrypted message for one device. */
export interface Ciphertext {
  /** `pkmsg` opens a session, `msg` uses one, `skmsg` is for all members of a group. */
  type: 'pkmsg' | 'msg' | 'skmsg';
  bytes: Uint8Array;
}

/**
 * The Signal end of a simulated phone: its keys, its sessions with other devices, encryption and decryption.
 * Addresses are ids with a device (`90000000001:2@lid`); always the LID, as the client under test does.
 */
export class SignalDevice {
  #credentials = initAuthCreds();
  #keys = new MemoryKeys();
  #repository = repositoryOf(this.#credentials, this.#keys);
  #lastOneTimeKey = 0;

  /** The number that changes when a device was set up anew. */
  get registrationId(): number {
    return this.#credentials.registrationId;
  }

  /** 32 bytes. */
  get identityKey(): Uint8Array {
    return this.#credentials.signedIdentityKey.public;
  }

  /** Signs with the identity key (XEdDSA). */
  sign(bytes: Uint8Array): Uint8Array {
    return Curve.sign(this.#credentials.signedIdentityKey.private, bytes);
  }

  /** The secret that the identity key of this device has with another one's (RFC 7748), 32 bytes. */
  agree(identityKey: Uint8Array): Buffer {
    return Buffer.from(Curve.sharedKey(this.#credentials.signedIdentityKey.private, identityKey));
  }

  /** The public keys for whoever wants to write, with a one-time key nobody else gets. */
  async bundle(): Promise<KeyBundle> {
    const { signedPreKey } = this.#credentials;
    const oneTime = Curve.generateKeyPair();
    const id = ++this.#lastOneTimeKey;
    await this.#keys.set({ 'pre-key': { [id]: oneTime } });
    return {
      registrationId: this.registrationId,
      identityKey: this.identityKey,
      signedPreKey: {
        id: signedPreKey.keyId,
        publicKey: signedPreKey.keyPair.public,
        signature: signedPreKey.signature,
      },
      oneTimeKey: { id, publicKey: oneTime.public },
    };
  }

  /** Whether a message can be encrypted for that device without its bundle. */
  async hasSession(address: string): Promise<boolean> {
    return (await this.#repository.validateSession(address)).exists;
  }

  /** Begins a new session; an older one with the same device is only kept for what was sent before. */
  async openSession(address: string, bundle: KeyBundle): Promise<void> {
    const session = {
      registrationId: bundle.registrationId,
      identityKey: generateSignalPubKey(bundle.identityKey),
      signedPreKey: {
        keyId: bundle.signedPreKey.id,
        publicKey: generateSignalPubKey(bundle.signedPreKey.publicKey),
        signature: bundle.signedPreKey.signature,
      },
      ...(bundle.oneTimeKey && {
        preKey: { keyId: bundle.oneTimeKey.id, publicKey: generateSignalPubKey(bundle.oneTimeKey.publicKey) },
      }),
    };
    await quietly(() => this.#repository.injectE2ESession({ jid: address, session }));
  }

  /** Encrypts for a device with which there is a session. */
  async encrypt(address: string, message: proto.IMessage): Promise<Ciphertext> {
    const data = encodeWAMessage(message);
    const { type, ciphertext } = await quietly(() => this.#repository.encryptMessage({ jid: address, data }));
    return { type, bytes: ciphertext };
  }

  /**
   * Decrypts what a device sent to this one alone.
   * @throws Error when there is no session, the message was decrypted before, or it is for a group
   */
  async decrypt(address: string, { type, bytes }: Ciphertext): Promise<proto.Message> {
    if (type === 'skmsg') throw new Error('A group message takes the key of its sender.');
    const ciphertext = Buffer.from(bytes);
    const record = this.#repository.jidToSignalProtocolAddress(address);
    const before = await this.#record(record);
    const padded = await quietly(() => this.#repository.decryptMessage({ jid: address, type, ciphertext }));
    if (type === 'msg') {
      const sessions = asPhonesHaveIt(before, await this.#record(record)) as Uint8Array;
      await this.#keys.set({ session: { [record]: sessions } });
    }
    return proto.Message.decode(unpadRandomMax16(padded));
  }

  async #record(id: string): Promise<unknown> {
    return (await this.#keys.get('session', [id]))[id];
  }

  /** Begins anew, as a phone on which WhatsApp was installed again: other keys, no sessions. */
  reset(): void {
    this.close();
    this.#credentials = initAuthCreds();
    this.#keys = new MemoryKeys();
    this.#repository = repositoryOf(this.#credentials, this.#keys);
  }

  /** Gives back the timers of the repository's caches. */
  close(): void {
    this.#repository.close?.();
  }
}

function repositoryOf(creds: AuthenticationCreds, keys: MemoryKeys): SignalRepositoryWithLIDStore {
  return DEFAULT_CONNECTION_CONFIG.makeSignalRepository({ creds, keys }, silentLogger);
}
