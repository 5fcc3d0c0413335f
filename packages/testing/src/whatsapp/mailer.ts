import { type BinaryNode, getBinaryNodeChild, type proto } from '@whiskeysockets/baileys';
import type { GroupKeys } from './group-keys.ts';
import { lidJid, numberJid } from './identity.ts';
import { readBundle, readRegistrationId } from './key-bundle.ts';
import type { LinkedDevice } from './linked-device.ts';
import { messageStanza } from './message-stanza.ts';
import { node } from './nodes.ts';
import type { Ciphertext, SignalDevice } from './signal-device.ts';

/** A message on its way to a linked device. */
export interface Delivery {
  attributes: Record<string, string>;
  message: proto.IMessage;
  /** The group with whose key it is encrypted; absent for a message to one person. */
  group?: string;
}

/** Encrypts the messages of a simulated phone for linked devices, and again for a device that asks for it. */
export class Mailer {
  readonly #signal: SignalDevice;
  readonly #groupKeys: GroupKeys;
  readonly #deliveries = new Map<string, Delivery>();

  constructor(signal: SignalDevice, groupKeys: GroupKeys) {
    this.#signal = signal;
    this.#groupKeys = groupKeys;
  }

  /** Leaves a message in the queue of one device. */
  async deliver(device: LinkedDevice, delivery: Delivery): Promise<void> {
    this.#remember(device, delivery);
    await this.#deliverAlone(device, delivery);
  }

  /** Tells a device that there is a message whose content it is not given. */
  withhold(device: LinkedDevice, attributes: Record<string, string>, reason: string): void {
    device.deliver(node('message', attributes, [node('unavailable', { type: reason })]));
  }

  /** Leaves a message of a group in the queues of devices; who has no key of the group yet gets it along. */
  async deliverToGroup(
    devices: readonly LinkedDevice[],
    { group, ...delivery }: Required<Delivery>,
  ): Promise<void> {
    const keys = new Map<LinkedDevice, Ciphertext>();
    for (const device of devices) {
      this.#remember(device, { ...delivery, group });
      if (this.#groupKeys.canRead(group, addressOf(device))) continue;
      const senderKeyDistributionMessage = this.#groupKeys.share(group, addressOf(device));
      keys.set(device, await this.#encrypt(device, { senderKeyDistributionMessage }));
    }
    const sealed = this.#groupKeys.encrypt(group, delivery.message);
    for (const device of devices) {
      const key = keys.get(device);
      device.deliver(messageStanza(delivery.attributes, key ? [key, sealed] : [sealed]));
    }
  }

  /** A device could not decrypt a message: opens a new session with it and sends the message once more. */
  async sendAgain(device: LinkedDevice, receipt: BinaryNode): Promise<void> {
    const delivery = this.#deliveries.get(deliveryKey(device, receipt.attrs.to, receipt.attrs.id));
    if (!delivery) return;
    const keys = getBinaryNodeChild(receipt, 'keys');
    const repetition = Number(getBinaryNodeChild(receipt, 'retry')?.attrs.count ?? 1);
    const bundle = keys ? readBundle(keys, readRegistrationId(receipt)) : device.takeBundle();
    await this.#signal.openSession(addressOf(device), bundle);
    await this.#deliverAlone(device, delivery, repetition);
  }

  async #deliverAlone(
    device: LinkedDevice,
    { attributes, message, group }: Delivery,
    repetition?: number,
  ): Promise<void> {
    const key = group && {
      senderKeyDistributionMessage: this.#groupKeys.share(group, addressOf(device)),
    };
    const ciphertext = await this.#encrypt(device, { ...message, ...key });
    device.deliver(messageStanza(attributes, [ciphertext], repetition));
  }

  async #encrypt(device: LinkedDevice, message: proto.IMessage): Promise<Ciphertext> {
    const address = addressOf(device);
    if (!(await this.#signal.hasSession(address))) {
      await this.#signal.openSession(address, device.takeBundle());
    }
    return this.#signal.encrypt(address, message);
  }

  #remember(device: LinkedDevice, delivery: Delivery): void {
    const { from, id } = delivery.attributes;
    this.#deliveries.set(deliveryKey(device, from, id), delivery);
  }
}

function addressOf(device: LinkedDevice): string {
  return lidJid(device.owner, device.id);
}

function deliveryKey(device: LinkedDevice, from: string | undefined, id: string | undefined): string {
  return [numberJid(device.owner, device.id), from, id].join(' ');
}
