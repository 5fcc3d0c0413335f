import { createCipheriv, createDecipheriv, hkdfSync, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { type BinaryNode, getBinaryNodeChild, getBinaryNodeChildBuffer } from '@whiskeysockets/baileys';
import { node, SERVER, wireTime } from './nodes.ts';
import type { Person } from './person.ts';
import { type AgreementKeys, agree, generateAgreementKeys } from './x25519.ts';

const ITERATIONS = 131_072;
const TAG_LENGTH = 16;
const TOPIC = 'link_code_companion_reg';
const derive = promisify(pbkdf2);

/** A device that asked to be linked with an eight-letter code instead of a QR code (`companion_hello`). */
export interface LinkCodeRequest {
  /** The phone-number id of the account it wants to join. */
  account: string;
  /** Its transport key, 32 bytes. */
  transportKey: Buffer;
  /** Its ephemeral key, encrypted with the code: 32 bytes salt, 16 bytes iv, 32 bytes. */
  wrappedKey: Buffer;
}

/** Reads what a device sends when it shows a code; `undefined` when the query is something else. */
export function readLinkCodeRequest(query: BinaryNode): LinkCodeRequest | undefined {
  const request = getBinaryNodeChild(query, TOPIC);
  if (request?.attrs.stage !== 'companion_hello') return undefined;
  return {
    account: request.attrs.jid ?? '',
    transportKey: readBytes(request, 'companion_server_auth_key_pub'),
    wrappedKey: readBytes(request, 'link_code_pairing_wrapped_companion_ephemeral_pub'),
  };
}

/** What the device sends at the end (`companion_finish`); `undefined` when the query is something else. */
export function readLinkCodeFinish(query: BinaryNode): LinkCodeFinish | undefined {
  const finish = getBinaryNodeChild(query, TOPIC);
  if (finish?.attrs.stage !== 'companion_finish') return undefined;
  return {
    keyBundle: readBytes(finish, 'link_code_pairing_wrapped_key_bundle'),
    identityKey: readBytes(finish, 'companion_identity_public'),
  };
}

/** What both sides have agreed on, as the device reports it. */
export interface LinkCodeFinish {
  /** 32 bytes salt, 12 bytes iv, then both identity keys and 32 random bytes, encrypted. */
  keyBundle: Buffer;
  /** The device's identity key, 32 bytes. */
  identityKey: Buffer;
}

/**
 * The phone's half of the agreement that an eight-letter code allows (`link_code_companion_reg` and
 * `requestPairingCode` in `Socket/messages-recv.js` and `Socket/socket.js` of Baileys).
 */
export class LinkCodeExchange {
  readonly #phone: Person;
  readonly #keys: AgreementKeys = generateAgreementKeys();
  readonly #request: LinkCodeRequest;
  readonly #code: string;

  /** `code` is what the owner typed, in the letters the device showed. */
  constructor(phone: Person, request: LinkCodeRequest, code: string) {
    this.#phone = phone;
    this.#request = request;
    this.#code = code;
  }

  /** Tells the device the phone's keys; the ephemeral one can only be read with the code. */
  async notification(reference: string): Promise<BinaryNode> {
    const [salt, iv] = [randomBytes(32), randomBytes(16)];
    const cipher = createCipheriv('aes-256-ctr', await this.#codeKey(salt), iv);
    const wrapped = Buffer.concat([salt, iv, cipher.update(this.#keys.public), cipher.final()]);
    const attributes = { from: SERVER, type: TOPIC, id: `link-code-${reference}`, t: wireTime(Date.now()) };
    return node('notification', attributes, [
      node(TOPIC, { stage: 'primary_hello' }, [
        node('link_code_pairing_wrapped_primary_ephemeral_pub', {}, wrapped),
        node('primary_identity_pub', {}, this.#phone.signal.identityKey),
        node('link_code_pairing_ref', {}, Buffer.from(reference)),
      ]),
    ]);
  }

  /**
   * The secret that both sides now share.
   * @throws Error when the owner typed another code than the device showed
   */
  async secret({ keyBundle, identityKey }: LinkCodeFinish): Promise<Buffer> {
    const shared = agree(this.#keys, await this.#deviceKey());
    const random = this.#openBundle(shared, keyBundle, identityKey);
    const identities = this.#phone.signal.agree(identityKey);
    const material = Buffer.concat([shared, identities, random]);
    return Buffer.from(hkdfSync('sha256', material, Buffer.alloc(0), 'adv_secret', 32));
  }

  async #deviceKey(): Promise<Buffer> {
    const { wrappedKey } = this.#request;
    const key = await this.#codeKey(wrappedKey.subarray(0, 32));
    const decipher = createDecipheriv('aes-256-ctr', key, wrappedKey.subarray(32, 48));
    return Buffer.concat([decipher.update(wrappedKey.subarray(48)), decipher.final()]);
  }

  #openBundle(shared: Buffer, bundle: Buffer, identityKey: Buffer): Buffer {
    const info = 'link_code_pairing_key_bundle_encryption_key';
    const key = Buffer.from(hkdfSync('sha256', shared, bundle.subarray(0, 32), info, 32));
    const decipher = createDecipheriv('aes-256-gcm', key, bundle.subarray(32, 44));
    decipher.setAuthTag(bundle.subarray(-TAG_LENGTH));
    try {
      const opened = Buffer.concat([decipher.update(bundle.subarray(44, -TAG_LENGTH)), decipher.final()]);
      if (opened.subarray(0, 32).equals(identityKey)) return opened.subarray(64);
    } catch {
      // The same as another identity: the two sides do not share a code.
    }
    throw new Error('This is not the code that the device shows.');
  }

  #codeKey(salt: Uint8Array): Promise<Buffer> {
    return derive(this.#code, salt, ITERATIONS, 32, 'sha256');
  }
}

/** Tells a device that the code it shows is void (stage `refresh_code`). */
export function linkCodeRefresh(reference: string): BinaryNode {
  const attributes = { from: SERVER, type: TOPIC, id: `link-code-${reference}`, t: wireTime(Date.now()) };
  return node('notification', attributes, [
    node(TOPIC, { stage: 'refresh_code', force_manual_refresh: 'false' }, [
      node('link_code_pairing_ref', {}, Buffer.from(reference)),
    ]),
  ]);
}

function readBytes(parent: BinaryNode, tag: string): Buffer {
  return Buffer.from(getBinaryNodeChildBuffer(parent, tag) ?? []);
}
