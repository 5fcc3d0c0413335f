import { randomBytes } from 'node:crypto';
import type { BinaryNode } from '@whiskeysockets/baileys';
import { newMessageId } from './chat.ts';
import type { Client, Connection, Dialogue } from './connection.ts';
import {
  LinkCodeExchange,
  type LinkCodeFinish,
  type LinkCodeRequest,
  linkCodeRefresh,
  readLinkCodeFinish,
  readLinkCodeRequest,
} from './link-code.ts';
import type { DeviceRegistration } from './linked-device.ts';
import { node, queryName, refusal, result, SERVER, topic, wireTime } from './nodes.ts';
import type { Person } from './person.ts';
import { pairSuccess, readRegistration } from './registration.ts';
import { streamError } from './stream-end.ts';
import type { Watch } from './watch.ts';

const REFERENCE_COUNT = 6;
const PAIR_SUCCESS_ID = 'pair-success';
const RATE_OVERLIMIT = 429;

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

/** What a {@link Pairing} works with. */
export interface PairingOptions {
  connection: Connection;
  client: Client;
  watch: Watch;
  /** Asked when the device wants to show a code of eight letters. */
  refusesLinkCodes: () => boolean;
  /** The device is gone. */
  onEnd: () => void;
}

/** The conversation with a device that is not linked yet and shows QR codes, or a code of eight letters. */
export class Pairing implements Dialogue {
  /** What its QR codes begin with, one after the other. */
  readonly references = Array.from({ length: REFERENCE_COUNT }, () => randomBytes(24).toString('base64'));
  readonly #connection: Connection;
  readonly #client: Client;
  readonly #watch: Watch;
  readonly #refusesLinkCodes: () => boolean;
  readonly #onEnd: () => void;
  #linkCode: LinkCodeRequest | undefined;
  #finish: LinkCodeFinish | undefined;
  #state: 'waiting' | 'confirmed' | 'ended' = 'waiting';

  constructor({ connection, client, watch, refusesLinkCodes, onEnd }: PairingOptions) {
    this.#connection = connection;
    this.#client = client;
    this.#watch = watch;
    this.#refusesLinkCodes = refusesLinkCodes;
    this.#onEnd = onEnd;
  }

  begin(): void {
    const references = this.references.map((reference) => node('ref', {}, Buffer.from(reference)));
    const attributes = { from: SERVER, type: 'set', id: 'pair-device', xmlns: 'md' };
    this.#connection.send(node('iq', attributes, [node('pair-device', {}, references)]));
  }

  async receive(stanza: BinaryNode): Promise<void> {
    if (stanza.tag !== 'iq') return;
    if (stanza.attrs.id === PAIR_SUCCESS_ID && topic(stanza) === 'pair-device-sign') {
      this.#state = 'confirmed';
    }
    const [request, finish] = [readLinkCodeRequest(stanza), readLinkCodeFinish(stanza)];
    if (request && this.#refusesLinkCodes()) {
      this.#connection.send(refusal(stanza, RATE_OVERLIMIT, 'rate-overlimit'));
      return;
    }
    this.#linkCode = request ?? this.#linkCode;
    this.#finish = finish ?? this.#finish;
    if (request || finish || queryName(stanza) === 'w:p ping') this.#connection.send(result(stanza));
    this.#watch.changed();
  }

  ended(): void {
    if (this.#state === 'waiting') this.#state = 'ended';
    this.#watch.changed();
    this.#onEnd();
  }

  /** The account that this device wants to join with a code of eight letters. */
  get wantedAccount(): string | undefined {
    return this.#linkCode?.account;
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
    return this.#link(registration, code.secret, phone);
  }

  /**
   * Links the device with the code of eight letters that it shows, and resolves when it has confirmed.
   * @throws Error when it shows another code, or goes away first
   */
  async acceptCode(code: string, phone: Person, id: number): Promise<DeviceRegistration> {
    if (!this.#linkCode) throw new Error('The device shows no code of eight letters.');
    const registration = readRegistration(this.#client, id);
    const exchange = new LinkCodeExchange(phone, this.#linkCode, code);
    this.#finish = undefined;
    this.#connection.send(await exchange.notification(newMessageId()));
    const finish = await this.#until(() => this.#finish);
    return this.#link(registration, await exchange.secret(finish), phone);
  }

  /** Tells the device that its registration is out of date: it has to show a new secret. */
  refresh(): void {
    const attributes = { from: SERVER, type: 'companion_reg_refresh', id: newMessageId() };
    const stanza = { ...attributes, t: wireTime(Date.now()) };
    this.#connection.send(node('notification', stanza, [node('companion_reg_refresh')]));
  }

  /** Tells a device that shows a code of eight letters that it is void: it has to ask for a new one. */
  refreshLinkCode(): void {
    if (!this.#linkCode) return;
    this.#linkCode = undefined;
    this.#connection.send(linkCodeRefresh(newMessageId()));
  }

  /** Breaks the connection without a word. */
  drop(): void {
    this.#connection.end();
  }

  /** Asks the device to come back with its new credentials (515). */
  restart(): void {
    this.#connection.end(streamError('restart-required'));
  }

  async #link(registration: DeviceRegistration, secret: Buffer, phone: Person): Promise<DeviceRegistration> {
    this.#connection.send(pairSuccess(PAIR_SUCCESS_ID, secret, phone, registration));
    await this.#until(() => this.#state === 'confirmed' || undefined);
    return registration;
  }

  async #until<Value>(read: () => Value | undefined): Promise<Value> {
    const value = await this.#watch.until(
      () => (this.#state === 'ended' ? 'ended' : read()),
      () => 'The device did not confirm the link.',
    );
    if (value === 'ended') throw new Error('The device closed its connection before it confirmed the link.');
    return value;
  }
}
