import { jidDecode } from '@whiskeysockets/baileys';
import type { Group } from './group.ts';
import type { Pairing } from './pairing.ts';
import type { Person } from './person.ts';

/** Everybody the server knows, and the devices that wait to be linked. */
export class Directory {
  readonly #people: Person[] = [];
  readonly #byId = new Map<string, Person>();
  readonly #groups = new Map<string, Group>();
  readonly #pairings = new Set<Pairing>();

  /** Everybody, in the order in which they were added. */
  get people(): readonly Person[] {
    return [...this.#people];
  }

  /** All groups, in the order in which they were made. */
  get groups(): readonly Group[] {
    return [...this.#groups.values()];
  }

  /**
   * Adds a person.
   * @throws Error when the number or the LID is taken
   */
  add(person: Person): void {
    const { number, lid } = person.identity;
    const taken = this.find(person.id) ?? this.find(person.lid);
    if (taken) throw new Error(`${taken.identity.name} already has the number ${number} or the LID ${lid}.`);
    this.#people.push(person);
    for (const id of [person.id, person.lid]) this.#byId.set(id, person);
  }

  /** The person an id belongs to, phone number or LID, with or without a device. */
  find(jid: string | undefined): Person | undefined {
    const address = jidDecode(jid);
    const server = address?.server === 'lid' ? 'lid' : 's.whatsapp.net';
    return address && this.#byId.get(`${address.user}@${server}`);
  }

  /**
   * Adds a group and tells its members' linked devices of it.
   * @throws Error when its id is taken
   */
  addGroup(group: Group): void {
    if (this.#groups.has(group.id)) throw new Error(`There is a group with the id ${group.id} already.`);
    this.#groups.set(group.id, group);
    group.announce();
  }

  /** The group with this id. */
  group(id: string): Group | undefined {
    return this.#groups.get(id);
  }

  /** A device began to show QR codes. */
  addPairing(pairing: Pairing): void {
    this.#pairings.add(pairing);
  }

  /** A device that showed QR codes is gone. */
  removePairing(pairing: Pairing): void {
    this.#pairings.delete(pairing);
  }

  /** The device whose QR code begins with this reference. */
  pairing(reference: string): Pairing | undefined {
    return [...this.#pairings].find(({ references }) => references.includes(reference));
  }

  /** The device that shows a code of eight letters for an account (a phone-number id); the latest of several. */
  pairingFor(account: string): Pairing | undefined {
    return [...this.#pairings].findLast(({ wantedAccount }) => wantedAccount === account);
  }

  /** The devices that wait to be linked. */
  get pairings(): readonly Pairing[] {
    return [...this.#pairings];
  }
}
