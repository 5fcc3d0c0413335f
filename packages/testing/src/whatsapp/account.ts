import type { BinaryNode } from '@whiskeysockets/baileys';
import { type Activity, readChatState } from './activity.ts';
import { Feed } from './feed.ts';
import type { Identity } from './identity.ts';
import { type Interruption, Interruptions } from './interruption.ts';
import { Person } from './person.ts';
import { type ConnectionEnd, farewell } from './stream-end.ts';
import type { WaitOptions, Watch } from './watch.ts';

/**
 * What becomes of the messages that the account's linked devices send: `deliver` is normal, `lose` drops them,
 * `lose-acknowledgement` delivers without telling the sender, `refuse` answers with an error code (463: the
 * account is restricted; 479: the stanza is malformed) and delivers nothing.
 */
export type SendTreatment = 'deliver' | 'lose' | 'lose-acknowledgement' | { refuse: number };

/** What becomes of a query: refused with a code, or never answered. */
export type QueryFault = 'ignore' | { refuse: number };

/** A message stanza that a linked device wrote, whatever became of it. */
export interface Transmission {
  readonly id: string;
  /** The id it was sent to. */
  readonly chat: string;
}

/** What a linked device says of itself when it logs in. */
export interface LoginAttempt {
  /** The version of WhatsApp Web, as in `2.3000.1`. */
  readonly version: string;
}

/** Somebody's account as the server sees it: the linked devices, their connections, and what happens to these. */
export class Account extends Person {
  /** What becomes of the messages its linked devices send. */
  sendTreatment: SendTreatment | ((message: Transmission) => SendTreatment) = 'deliver';
  /** What goes wrong with queries, by their name: namespace and first child, as in `w:g2 participating`. */
  readonly queryFaults = new Map<string, QueryFault>();
  /** The code that logins of its linked devices are refused with (401, 403, 405); `undefined` lets them in. */
  loginRefusal: number | ((attempt: LoginAttempt) => number | undefined) | undefined;
  /** @internal */
  readonly interruptions = new Interruptions();
  readonly #transmissions: Feed<Transmission>;
  readonly #activities: Feed<Activity>;
  #presence: string | undefined;

  constructor(identity: Identity, watch: Watch) {
    super(identity, watch);
    const complaint = `No linked device of ${identity.name} sent anything new.`;
    this.#transmissions = new Feed(watch, complaint, ({ id, chat }) => `${id} to ${chat}`);
    const idle = `No linked device of ${identity.name} wrote or paused.`;
    this.#activities = new Feed(watch, idle, ({ chat, state }) => `${state} in ${chat}`);
  }

  /** What the linked devices said that they do in chats (typing and the like), in the order of arrival. */
  get activities(): readonly Activity[] {
    return this.#activities.items;
  }

  /** What a linked device said last: `available` or `unavailable`; `undefined` before it said anything. */
  get presence(): string | undefined {
    return this.#presence;
  }

  /** The next end of connections that comes at a chosen moment; `undefined` when there is none, or it is over. */
  get interruption(): Interruption | undefined {
    return this.interruptions.next;
  }

  set interruption(interruption: Interruption | undefined) {
    this.interruptions.next = interruption;
  }

  /** Whether a device is linked to the account. */
  get linked(): boolean {
    return this.devices.size > 0;
  }

  /** Whether a linked device is logged in. */
  get online(): boolean {
    return this.#connections().length > 0;
  }

  /** The ids of the messages that a linked device has not confirmed, oldest first. */
  get unconfirmed(): readonly string[] {
    const stanzas = [...this.devices.values()].flatMap(({ queue }) => queue.waiting);
    const messages = stanzas.filter(({ tag, attrs }) => tag === 'message' && attrs.category !== 'peer');
    return messages.map(({ attrs }) => attrs.id ?? '');
  }

  /** Every message that the linked devices put on the wire, repetitions included, in the order of arrival. */
  get transmitted(): readonly Transmission[] {
    return this.#transmissions.items;
  }

  /** Resolves when a linked device has logged in, made its first queries and got what had waited for it. */
  async connected(options?: WaitOptions): Promise<void> {
    await this.watch.untilTrue(
      () => [...this.devices.values()].some(({ ready }) => ready),
      () => `No linked device of ${this.identity.name} is connected and ready.`,
      options,
    );
  }

  /** The same as {@link connected}, for every linked device. */
  async allConnected(options?: WaitOptions): Promise<void> {
    const waits = () => [...this.devices.values()].filter(({ ready }) => !ready).map(({ id }) => id);
    await this.watch.untilTrue(
      () => this.linked && waits().length === 0,
      () => `These devices of ${this.identity.name} are not connected and ready: ${waits().join(', ')}.`,
      options,
    );
  }

  /** Resolves when no linked device is connected. */
  async disconnected(options?: WaitOptions): Promise<void> {
    await this.watch.untilTrue(
      () => !this.online,
      () => `A linked device of ${this.identity.name} is still connected.`,
      options,
    );
  }

  /** Resolves when no device is linked any more. */
  async unlinked(options?: WaitOptions): Promise<void> {
    await this.watch.untilTrue(
      () => !this.linked,
      () => `A device is still linked to ${this.identity.name}.`,
      options,
    );
  }

  /** Resolves when every message for the linked devices is confirmed. */
  async confirmed(options?: WaitOptions): Promise<void> {
    await this.watch.untilTrue(
      () => [...this.devices.values()].every(({ queue }) => queue.count('message') === 0),
      () => `Not confirmed by the linked device: ${this.unconfirmed.join(', ')}.`,
      options,
    );
  }

  /** The next transmission that no earlier call returned; waits for it. */
  transmits(options?: WaitOptions): Promise<Transmission> {
    return this.#transmissions.next(options);
  }

  /** The next activity that no earlier call returned; waits for it. */
  acts(options?: WaitOptions): Promise<Activity> {
    return this.#activities.next(options);
  }

  /**
   * Delivers to the linked devices once more what they got under an id, to the byte, as a server does that missed
   * a confirmation.
   * @throws Error when they got nothing under this id
   */
  repeats(id: string): void {
    const repeated = [...this.devices.values()].map((device) => device.repeat(id));
    if (repeated.every((count) => count === 0)) throw new Error(`Nothing was delivered under the id ${id}.`);
  }

  /**
   * The code that this login is refused with; `undefined` lets it in.
   * @internal
   */
  refusalOf(attempt: LoginAttempt): number | undefined {
    return typeof this.loginRefusal === 'function' ? this.loginRefusal(attempt) : this.loginRefusal;
  }

  /** Ends the connection of every linked device, with a last word or (`socket-lost`) without one. */
  disconnect(end: ConnectionEnd): void {
    for (const connection of this.#connections()) connection.end(farewell(end));
  }

  /**
   * Stops answering the linked devices while their sockets stay open; a new login is served normally. A socket that
   * is `deaf` too reads nothing any more, so that even its closing is not answered, as behind a dead network.
   */
  freeze({ deaf = false }: { deaf?: boolean } = {}): void {
    for (const connection of this.#connections()) connection.freeze(deaf);
  }

  /**
   * A linked device put a message on the wire; what it asks of its own phone does not count as one. Returns what
   * is to become of it.
   * @internal
   */
  takeTransmission({ attrs }: BinaryNode): SendTreatment {
    const message = { id: attrs.id ?? '', chat: attrs.to ?? '' };
    if (attrs.category !== 'peer') this.#transmissions.add(message);
    return typeof this.sendTreatment === 'function' ? this.sendTreatment(message) : this.sendTreatment;
  }

  /**
   * A linked device said what it does, or whether it is in use.
   * @internal
   */
  takeActivity(stanza: BinaryNode): void {
    const activity = stanza.tag === 'chatstate' ? readChatState(stanza) : undefined;
    if (activity) this.#activities.add(activity);
    if (stanza.tag === 'presence') this.#presence = stanza.attrs.type ?? this.#presence;
    this.watch.changed();
  }

  #connections() {
    return [...this.devices.values()].flatMap(({ connection }) => connection ?? []);
  }
}
