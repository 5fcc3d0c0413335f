import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Addressing } from './addressing.ts';
import { styledJid } from './addressing.ts';
import { newMessageId } from './chat.ts';
import type { Identity } from './identity.ts';
import { node, wireTime } from './nodes.ts';

/** The notices that a device was linked to an account or removed from it, one for each id of the account. */
export function deviceNotices(change: 'add' | 'remove', owner: Identity, device: number): BinaryNode[] {
  return (['number', 'lid'] as const).map((addressing: Addressing) => {
    const attributes = { jid: styledJid(owner, { addressing }, device), 'key-index': String(device) };
    const from = styledJid(owner, { addressing });
    const t = wireTime(Date.now());
    return node('notification', { from, type: 'devices', id: newMessageId(), t }, [
      node(change, { device_hash: '2:loopback' }, [node('device', attributes)]),
    ]);
  });
}
