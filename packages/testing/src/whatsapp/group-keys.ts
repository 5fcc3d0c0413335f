import { encodeWAMessage, proto, unpadRandomMax16 } from '@whiskeysockets/baileys';
import { IncomingSenderKey, OutgoingSenderKey, senderKeyId } from './sender-key.ts';
import type { Ciphertext } from './signal-device.ts';

/** What a phone writes to one group with, and which devices can read it. */
interface OwnKey {
  key: OutgoingSenderKey;
  readers: Set<string>;
}

/** The sender keys of a simulated phone: its own, one for each group, and those of the others. */
export class GroupKeys {
  readonly #own = new Map<string, OwnKey>();
  readonly #others = new Map<string, IncomingSenderKey>();

  /** Encrypts a message for all devices that have the key of the group. */
  encrypt(group: string, message: proto.IMessage): Ciphertext {
    return { type: 'skmsg', bytes: this.#of(group).key.encrypt(encodeWAMessage(message)) };
  }

  /** What a device needs to read the group from the next message on; it counts as a reader from now on. */
  share(group: string, device: string): proto.Message.ISenderKeyDistributionMessage {
    const { key, readers } = this.#of(group);
    readers.add(device);
    return { groupId: group, axolotlSenderKeyDistributionMessage: key.distribution() };
  }

  /** Whether a device was given the present key of the group. */
  canRead(group: string, device: string): boolean {
    return this.#of(group).readers.has(device);
  }

  /** Writes with a new key from now on, which no device has yet: somebody left the group. */
  renew(group: string): void {
    this.#own.delete(group);
  }

  /** Takes the key with which another device writes to a group; one that is known goes on as it is. */
  learn(sender: string, item: proto.Message.ISenderKeyDistributionMessage): void {
    const key = new IncomingSenderKey(item.axolotlSenderKeyDistributionMessage ?? new Uint8Array());
    const name = keyName(item.groupId ?? '', sender, key.id);
    if (!this.#others.has(name)) this.#others.set(name, key);
  }

  /** Forgets the keys of all other devices. */
  forgetOthers(): void {
    this.#others.clear();
  }

  /** Begins anew, without a key of its own or of others. */
  reset(): void {
    this.#own.clear();
    this.forgetOthers();
  }

  /**
   * Decrypts what a device wrote to a group.
   * @throws Error when its key is not known, or the message was decrypted before
   */
  decrypt(group: string, sender: string, bytes: Uint8Array): proto.Message {
    const key = this.#others.get(keyName(group, sender, senderKeyId(bytes)));
    if (!key) throw new Error(`There is no key to read what ${sender} wrote to ${group}.`);
    return proto.Message.decode(unpadRandomMax16(key.decrypt(bytes)));
  }

  #of(group: string): OwnKey {
    const own = this.#own.get(group) ?? { key: new OutgoingSenderKey(), readers: new Set() };
    this.#own.set(group, own);
    return own;
  }
}

function keyName(group: string, sender: string, id: number): string {
  return `${group} ${sender} ${id}`;
}
