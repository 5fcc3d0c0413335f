import { normalizeMessageContent, type proto } from '@whiskeysockets/baileys';
import type { IdStyle } from './addressing.ts';
import type { Group } from './group.ts';
import {
  directAttributes,
  listAttributes,
  type MessageFacts,
  ownCopyAttributes,
  stanzaEdit,
  stanzaType,
  visibleText,
} from './message-stanza.ts';
import type { Person } from './person.ts';

const STATUS_LIST = 'status@broadcast';

/** Something that a person sends from the phone. */
export interface Post {
  id: string;
  /** Epoch milliseconds. */
  sentAt: number;
  message: proto.IMessage;
}

/** Brings a message to the other person's phone and devices, and a copy to the sender's own devices. */
export function postToPerson(from: Person, to: Person, post: Post, style: IdStyle): Promise<void> {
  const { id, message } = post;
  const facts = factsOf(from, post);
  const destinationJid = style.addressing === 'lid' ? to.lid : to.id;
  const ownCopy = { deviceSentMessage: { destinationJid, message } };
  return from.inTurn(async () => {
    if (to !== from) show(to, from, { id, message });
    for (const device of to.devices.values()) {
      await from.mailer.deliver(device, { attributes: directAttributes(facts, style), message });
    }
    for (const device of from.devices.values()) {
      const attributes = ownCopyAttributes(facts, to.identity, style);
      await from.mailer.deliver(device, { attributes, message: ownCopy });
    }
  });
}

/** Brings a message to the phones and devices of all members of a group. */
export function postToGroup(from: Person, group: Group, post: Post): Promise<void> {
  const { id, message } = post;
  const attributes = listAttributes(factsOf(from, post), group.id, group.style);
  return from.inTurn(async () => {
    if (!group.has(from)) throw new Error(`${from.identity.name} is not in the group "${group.subject}".`);
    for (const member of group.members) {
      if (member !== from) show(member, from, { id, message, group: group.id });
    }
    await from.mailer.deliverToGroup(group.devices, { attributes, message, group: group.id });
  });
}

/** Brings a status update to the linked devices of people who may see it. */
export function postStatus(
  from: Person,
  viewers: readonly Person[],
  post: Post,
  style: IdStyle,
): Promise<void> {
  const attributes = listAttributes(factsOf(from, post), STATUS_LIST, style);
  const devices = viewers.flatMap((viewer) => [...viewer.devices.values()]);
  const { message } = post;
  return from.inTurn(() => from.mailer.deliverToGroup(devices, { attributes, message, group: STATUS_LIST }));
}

function factsOf({ identity }: Person, { id, sentAt, message }: Post): MessageFacts {
  return { id, sender: identity, sentAt, type: stanzaType(message), edit: stanzaEdit(message) };
}

function show(
  to: Person,
  from: Person,
  { id, message, group }: { id: string; message: proto.IMessage; group?: string },
): void {
  const text = visibleText(normalizeMessageContent(message) ?? {});
  if (text === undefined) return;
  to.inbox.show({ id, text, from: from.id, device: 0, ...(group && { group }) }, message);
}
