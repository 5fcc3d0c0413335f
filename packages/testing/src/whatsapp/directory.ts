import { jidDecode } from '@whiskeysockets/baileys';
import type { Pairing } from './pairing.ts';
import type { Person } from './person.ts';

/** Everybody the server knows, and the devices that wait to be linked. */
export class Directory {
  readonly #people: Person[] = [];
  readonly #pairings = new Set<Pairing>();

  get people(): readonly Person[] {
    return [...this.#people];
  }

  /**
   * Adds a person.
   * @throws Error when the number or the LID is taken
   */
  add(person: Person): void {
    const { number, lid } = person.identity;
    const taken = this.#people.find(({ identity }) => identity.number === number || identity.lid === lid);
    if (taken) throw new Error(`${taken.identity.name} already has the number ${number} or the LID ${lid}.`);
    this.#people.push(person);
  }

  /** The person an id belongs to, phone number or LID, with or without a device. */
  find(jid: string | undefined): Person | undefined {
    const address = jidDecode(jid);
    const key = address?.server === 'lid' ? 'lid' : 'number';
    return address && this.#people.find(({ identity }) => identity[key] === address.user);
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
}
