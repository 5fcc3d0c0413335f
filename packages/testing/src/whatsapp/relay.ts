import type { BinaryNode } from '@whiskeysockets/baileys';
import type { IdStyle } from './addressing.ts';
import { styledJid } from './addressing.ts';
import type { Directory } from './directory.ts';
import type { Group } from './group.ts';
import type { LinkedDevice } from './linked-device.ts';
import {
  directAttributes,
  listAttributes,
  type MessageFacts,
  messageStanza,
  ownCopyAttributes,
} from './message-stanza.ts';
import { type Envelope, readEnvelopes, readGroupPart } from './outgoing-message.ts';
import type { Person } from './person.ts';
import type { Phone } from './phone.ts';
import type { Ciphertext } from './signal-device.ts';

/** Who sent a message. */
export interface Sender {
  device: LinkedDevice;
  owner: Phone;
}

/**
 * Brings a message of a linked device to all for whom it holds a copy. Returns the code of the refusal when it
 * cannot: 404 for a group that does not exist, 403 for one that the sender is not in.
 */
export async function relay(
  message: BinaryNode,
  sender: Sender,
  directory: Directory,
): Promise<number | undefined> {
  const { to = '' } = message.attrs;
  if (!to.endsWith('@g.us')) {
    for (const envelope of readEnvelopes(message)) await handOver(message, envelope, sender, directory);
    return undefined;
  }
  const group = directory.group(to);
  if (!group) return 404;
  if (!group.has(sender.owner)) return 403;
  await relayToGroup(message, group, sender, directory);
  return undefined;
}

async function handOver(
  message: BinaryNode,
  { addressee: jid, device, ciphertext }: Envelope,
  sender: Sender,
  directory: Directory,
): Promise<void> {
  const { id = '', to = '', recipient } = message.attrs;
  const addressee = directory.find(jid);
  if (!addressee) return;
  const chat = recipient ?? to;
  if (device === 0) return addressee.receive(sender.device, [ciphertext], { id, chat });
  const facts = factsOf(message, sender);
  const style: IdStyle = { addressing: chat.endsWith('@lid') ? 'lid' : 'number', tellsOtherId: true };
  const other = directory.find(chat);
  const attributes =
    addressee === sender.owner && other
      ? ownCopyAttributes(facts, other.identity, style)
      : directAttributes(facts, style);
  addressee.devices.get(device)?.deliver(messageStanza(attributes, [ciphertext]));
}

async function relayToGroup(
  message: BinaryNode,
  group: Group,
  sender: Sender,
  directory: Directory,
): Promise<void> {
  const everybodys = readGroupPart(message);
  const own = new Map<Person, Map<number, Ciphertext>>();
  for (const { addressee, device, ciphertext } of readEnvelopes(message)) {
    const person = directory.find(addressee);
    if (person) own.set(person, (own.get(person) ?? new Map()).set(device, ciphertext));
  }
  for (const member of group.members) {
    const copies = own.get(member);
    const partsOf = (device: number) =>
      [copies?.get(device), everybodys].filter((part) => part !== undefined);
    await handOverToMember(message, { group, member, sender, partsOf });
  }
}

interface MemberCopy {
  group: Group;
  member: Person;
  sender: Sender;
  partsOf: (device: number) => Ciphertext[];
}

async function handOverToMember(
  message: BinaryNode,
  { group, member, sender, partsOf }: MemberCopy,
): Promise<void> {
  const { id = '' } = message.attrs;
  const participant = styledJid(member.identity, group.style);
  const forPhone = partsOf(0);
  if (forPhone.length) await member.receive(sender.device, forPhone, { id, chat: group.id, participant });
  const attributes = listAttributes(factsOf(message, sender), group.id, group.style);
  for (const device of member.devices.values()) {
    const parts = partsOf(device.id);
    if (device !== sender.device && parts.length) device.deliver(messageStanza(attributes, parts));
  }
}

function factsOf({ attrs }: BinaryNode, { device, owner }: Sender): MessageFacts {
  const { id = '', type = 'text', edit } = attrs;
  return { id, sender: owner.identity, device: device.id, sentAt: Date.now(), type, edit };
}
