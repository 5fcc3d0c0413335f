import { createHmac, randomBytes } from 'node:crypto';
import { type BinaryNode, proto, WA_ADV_ACCOUNT_SIG_PREFIX } from '@whiskeysockets/baileys';
import type { Client, Connection, Dialogue } from './connection.ts';
import { lidJid, numberJid } from './identity.ts';
import type { DeviceRegistration } from './linked-device.ts';
import { node, SERVER, topic, wireTime } from './nodes.ts';
import type { Person } from './person.ts';
import type { SignalDevice } from './signal-device.ts';
import { streamError } from './stream-end.ts';
import type { Watch } from './watch.ts';

const REFERENCE_COUNT = 6;
const PAIR_SUCCESS_ID = 'pair-success';

/** What a phone reads from a QR code. */
export interface PairingCode {
  reference: string;
  transportKey: Buffer;
  identityKey: Buffer;
  /** The secret that only the QR tells; it proves to the device that this very phone answered. */
  secret: Buffer;
}

/**
 * Reads the text of a QR code: a URL whose fragment, or the text itself, is `reference,transport key,identity
 * key,secret,…`, all but the first in base64 (`Utils/companion-reg-client-utils.js` of Baileys).
 * @throws Error when a part is missing
 */
export function readPairingCode(text: string): PairingCode {
  const [reference, ...keys] = text.slice(text.indexOf('#') + 1).split(',');
  const [transportKey, identityKey, secret] = keys.map((key) => Buffer.from(key, 'base64'));
  if (!reference || !transportKey || !identityKey || !secret) {
    throw new Error('This is not the QR code of a device that wants to be linked.');
  }
  return { reference, transportKey, identityKey, secret };
}

/** The conversation with a device that is not linked yet and shows QR codes. */
export class Pairing implements Dialogue {
  /** What its QR codes begin with, one after the other. */
  readonly references = Array.from({ length: REFERENCE_COUNT }, () => randomBytes(24).toString('base64'));
  readonly #connection: Connection;
  readonly #client: Client;
  readonly #watch: Watch;
  readonly #onEnd: () => void;
  #state: 'waiting' | 'confirmed' | 'ended' = 'waiting';

  constructor(connection: Connection, client: Client, watch: Watch, onEnd: () => void) {
    this.#connection = connection;
    this.#client = client;
    this.#watch = watch;
    this.#onEnd = onEnd;
  }

  begin(): void {
    const references = this.references.map((reference) => node('ref', {}, Buffer.from(reference)));
    const attributes = { from: SERVER, type: 'set', id: 'pair-device', xmlns: 'md' };
    this.#connection.send(node('iq', attributes, [node('pair-device', {}, references)]));
  }

  async receive(stanza: BinaryNode): Promise<void> {
    if (stanza.attrs.id !== PAIR_SUCCESS_ID || topic(stanza) !== 'pair-device-sign') return;
    this.#state = 'confirmed';
    this.#watch.changed();
  }

  ended(): void {
    if (this.#state === 'waiting') this.#state = 'ended';
    this.#watch.changed();
    this.#onEnd();
  }

  /**
   * Links the device to an account and resolves when it has confirmed.
   * @throws Error when the QR is not the one this device shows, or the device goes away first
   */
  async accept(code: PairingCode, phone: Person, id: number): Promise<DeviceRegistration> {
    const registration = readRegistration(this.#client, id);
    const { transportKey, keys } = registration;
    if (!code.transportKey.equals(transportKey) || !code.identityKey.equals(keys.identityKey)) {
      throw new Error('The keys in the QR code are not those of the device that shows it.');
    }
    this.#connection.send(pairSuccess(code, phone, registration));
    await this.#confirmed();
    return registration;
  }

  /** Asks the device to come back with its new credentials (515). */
  restart(): void {
    this.#connection.end(streamError('restart-required'));
  }

  async #confirmed(): Promise<void> {
    const state = await this.#watch.until(
      () => (this.#state === 'waiting' ? undefined : this.#state),
      () => 'The device did not confirm the link.',
    );
    if (state === 'ended') throw new Error('The device closed its connection before it confirmed the link.');
  }
}

function readRegistration({ key, payload }: Client, id: number): DeviceRegistration {
  const data = payload.devicePairingData;
  return {
    id,
    transportKey: key,
    keys: {
      registrationId: readNumber(data?.eRegid),
      identityKey: Buffer.from(data?.eIdent ?? []),
      signedPreKey: {
        id: readNumber(data?.eSkeyId),
        publicKey: Buffer.from(data?.eSkeyVal ?? []),
        signature: Buffer.from(data?.eSkeySig ?? []),
      },
    },
  };
}

function readNumber(bytes: Uint8Array | null | undefined): number {
  return bytes?.length ? Buffer.from(bytes).readUIntBE(0, bytes.length) : 0;
}

function pairSuccess(code: PairingCode, phone: Person, { id, keys }: DeviceRegistration): BinaryNode {
  const attributes = { from: SERVER, type: 'set', id: PAIR_SUCCESS_ID, xmlns: 'md', t: wireTime(Date.now()) };
  const success = node('pair-success', {}, [
    node('device-identity', {}, signedIdentity(code.secret, phone.signal, keys.identityKey, id)),
    node('biz', { name: phone.identity.name }),
    node('device', { jid: numberJid(phone.identity, id), lid: lidJid(phone.identity, id) }),
    node('platform', { name: 'android' }),
  ]);
  return node('iq', attributes, [success]);
}

/** The phone's word that this device belongs to it (`configureSuccessfulPairing` of Baileys checks it). */
function signedIdentity(secret: Buffer, phone: SignalDevice, deviceKey: Uint8Array, id: number): Uint8Array {
  const timestamp = Number(wireTime(Date.now()));
  const details = proto.ADVDeviceIdentity.encode({ rawId: id, timestamp, keyIndex: id }).finish();
  const vouched = Buffer.concat([WA_ADV_ACCOUNT_SIG_PREFIX, details, deviceKey]);
  const signed = proto.ADVSignedDeviceIdentity.encode({
    details,
    accountSignatureKey: phone.identityKey,
    accountSignature: phone.sign(vouched),
  }).finish();
  const hmac = createHmac('sha256', secret).update(signed).digest();
  return proto.ADVSignedDeviceIdentityHMAC.encode({ details: signed, hmac }).finish();
}
