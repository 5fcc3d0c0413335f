import { type BinaryNode, proto } from '@whiskeysockets/baileys';
import { type Identity, lidJid, numberJid } from './identity.ts';
import { node, wireTime } from './nodes.ts';
import type { Ciphertext } from './signal-device.ts';

/** Which of the two ids of a person stands in `from`; the other one goes along beside it. */
export type Addressing = 'number' | 'lid';

/** What is the same in every copy of a message. */
export interface MessageFacts {
  id: string;
  sender: Identity;
  /** The sender's device. @default 0, the phone */
  device?: number;
  /** Epoch milliseconds. */
  sentAt: number;
}

/** The attributes of a message in a direct chat, as the other person's devices get it. */
export function directAttributes(facts: MessageFacts, addressing: Addressing): Record<string, string> {
  const { sender, device } = facts;
  const origin =
    addressing === 'number'
      ? { from: numberJid(sender, device), sender_lid: lidJid(sender) }
      : { from: lidJid(sender, device), sender_pn: numberJid(sender), addressing_mode: 'lid' };
  return { ...origin, ...commonAttributes(facts) };
}

/** The attributes of the copy that the sender's own other devices get. */
export function ownCopyAttributes(facts: MessageFacts, recipient: Identity): Record<string, string> {
  return {
    from: numberJid(facts.sender, facts.device),
    recipient: numberJid(recipient),
    peer_recipient_lid: lidJid(recipient),
    ...commonAttributes(facts),
  };
}

/** The attributes of a message from the phone to a device of the same account that nobody sees. */
export function peerAttributes(facts: MessageFacts): Record<string, string> {
  return { from: numberJid(facts.sender), category: 'peer', ...commonAttributes(facts) };
}

/** A message for one device; `repetition` counts the resends asked for by a retry receipt. */
export function messageStanza(
  attributes: Record<string, string>,
  { type, bytes }: Ciphertext,
  repetition?: number,
): BinaryNode {
  const count = repetition === undefined ? undefined : String(repetition);
  return node('message', attributes, [node('enc', { v: '2', type, count }, bytes)]);
}

/** The text a person reads in a message, or its caption; `undefined` when nothing is shown for it. */
export function visibleText(message: proto.IMessage): string | undefined {
  if (message.protocolMessage) return undefined;
  const { conversation, extendedTextMessage, imageMessage, videoMessage, documentMessage, ...rest } = message;
  const captioned = imageMessage ?? videoMessage ?? documentMessage;
  if (conversation || extendedTextMessage) return conversation || extendedTextMessage?.text || '';
  if (captioned) return captioned.caption ?? '';
  return hasContent(rest) ? '' : undefined;
}

const INVISIBLE = new Set<string>(['senderKeyDistributionMessage', 'messageContextInfo']);

function hasContent(message: object): boolean {
  const known = proto.Message.toObject(proto.Message.create(message));
  return Object.keys(known).some((key) => !INVISIBLE.has(key));
}

function commonAttributes({ id, sender, sentAt }: MessageFacts): Record<string, string> {
  return { type: 'text', id, t: wireTime(sentAt), notify: sender.name };
}
