import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Connection } from './connection.ts';
import type { Identity } from './identity.ts';
import type { KeyBundle, NumberedKey } from './key-bundle.ts';
import { type StanzaName, StanzaQueue } from './stanza-queue.ts';
import { streamError } from './stream-end.ts';
import type { Watch } from './watch.ts';

/** What a device left with the server when it was linked. */
export interface DeviceRegistration {
  /** Its place in the account; 0 is the phone itself. */
  id: number;
  /** The transport key it must prove at every login. */
  transportKey: Buffer;
  keys: KeyBundle;
}

/** A linked device as the server keeps it: keys, what it has not confirmed, and its connection if it has one. */
export class LinkedDevice {
  readonly id: number;
  readonly owner: Identity;
  readonly transportKey: Buffer;
  /** What it has not confirmed yet. */
  readonly queue = new StanzaQueue();
  /** Whether the phone has sent it the history that a new device gets once. */
  hasHistory = false;
  #keys: KeyBundle;
  #oneTimeKeys: NumberedKey[] = [];
  #connection: Connection | undefined;
  readonly #delivered = new Map<string, BinaryNode[]>();
  #takesStanzas = false;
  #initialised = false;
  readonly #watch: Watch;

  constructor(owner: Identity, registration: DeviceRegistration, watch: Watch) {
    this.owner = owner;
    this.id = registration.id;
    this.transportKey = registration.transportKey;
    this.#keys = registration.keys;
    this.#watch = watch;
  }

  /** The connection on which it is logged in. */
  get connection(): Connection | undefined {
    return this.#connection;
  }

  /** Whether it is logged in, has made its first queries, and has taken the history. */
  get ready(): boolean {
    return this.#initialised && this.queue.count('peer') === 0;
  }

  /** How many one-time keys are left. */
  get oneTimeKeyCount(): number {
    return this.#oneTimeKeys.length;
  }

  /** A login: an older connection of the same device is told that it was replaced. */
  attach(connection: Connection): void {
    this.#connection?.end(streamError('replaced'));
    this.#setConnection(connection);
  }

  /** The connection is gone; says nothing about a newer one. */
  detach(connection: Connection): void {
    if (this.#connection === connection) this.#setConnection(undefined);
  }

  /** The first queries on a connection are answered; says nothing about a newer one. */
  markInitialised(connection: Connection): void {
    if (this.#connection !== connection) return;
    this.#initialised = true;
    this.#watch.changed();
  }

  /** Delivers a stanza and keeps it until it is confirmed; while offline it only waits. */
  deliver(stanza: BinaryNode): void {
    const { id = '' } = stanza.attrs;
    this.#delivered.set(id, [...(this.#delivered.get(id) ?? []), stanza]);
    this.#enqueue(stanza);
  }

  /** Tells something of the moment, which is not kept for a device that is away. */
  tell(stanza: BinaryNode): void {
    if (this.#takesStanzas) this.#connection?.send(stanza);
  }

  /** Delivers everything that was delivered under an id once more, as it was then; returns how much that is. */
  repeat(id: string): number {
    const earlier = this.#delivered.get(id) ?? [];
    for (const stanza of earlier) this.#enqueue({ ...stanza });
    return earlier.length;
  }

  /** From now on, new stanzas are sent at once; says nothing about a newer connection. */
  startDelivery(connection: Connection): void {
    if (this.#connection === connection) this.#takesStanzas = true;
  }

  /** The device confirmed a stanza. */
  confirm(stanza: StanzaName): void {
    if (this.queue.confirm(stanza)) this.#watch.changed();
  }

  /** Takes an upload: a new signed key and more one-time keys. */
  storeKeys(keys: KeyBundle, oneTimeKeys: readonly NumberedKey[]): void {
    this.#keys = keys;
    this.#oneTimeKeys.push(...oneTimeKeys);
  }

  /** Public keys for one new session. */
  takeBundle(): KeyBundle {
    return { ...this.#keys, oneTimeKey: this.#oneTimeKeys.shift() };
  }

  #enqueue(stanza: BinaryNode): void {
    this.queue.add(stanza);
    if (this.#takesStanzas) this.#connection?.send(stanza);
    this.#watch.changed();
  }

  #setConnection(connection: Connection | undefined): void {
    this.#connection = connection;
    this.#takesStanzas = false;
    this.#initialised = false;
    this.#watch.changed();
  }
}
