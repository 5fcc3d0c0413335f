import { type BinaryNode, jidDecode } from '@whiskeysockets/baileys';
import { personId } from './identity.ts';

/**
 * The devices that could not read what they were sent, and asked for it again: the sessions with them are renewed.
 *
 * Baileys renews the session with whomever it looks up the devices of, that is with each contact that is written to for
 * the first time after a start, and then every five minutes (`getUSyncDevices` in Socket/messages-send.js). Each renewal
 * takes one of the contact's one-time keys, and libsignal keeps 40 sessions with a device: after some restarts those
 * are forgotten that messages on their way belong to.
 */
export class SessionRenewals {
  readonly #asked = new Set<string>();

  /** A device reports about a message. */
  takeReceipt({ attrs }: BinaryNode): void {
    const device = deviceOf(attrs.participant ?? attrs.from);
    if (attrs.type === 'retry' && device !== null) this.#asked.add(device);
  }

  /** Whether a device, given by all of its ids, has asked since this was last said of it. */
  isDue(ids: readonly (string | null)[]): boolean {
    const asked = ids.map(deviceOf).filter((device) => device !== null && this.#asked.delete(device));
    return asked.length > 0;
  }
}

function deviceOf(id: string | null | undefined): string | null {
  const person = personId(id);
  return person === null ? null : `${person} ${jidDecode(id ?? '')?.device ?? 0}`;
}
