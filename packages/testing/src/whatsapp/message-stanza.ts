import { type BinaryNode, normalizeMessageContent, proto } from '@whiskeysockets/baileys';
import { type IdStyle, otherIdAttribute, styledJid } from './addressing.ts';
import { type Identity, numberJid } from './identity.ts';
import { node, wireTime } from './nodes.ts';
import type { Ciphertext } from './signal-device.ts';

/** What is the same in every copy of a message. */
export interface MessageFacts {
  id: string;
  sender: Identity;
  /** The sender's device. @default 0, the phone */
  device?: number;
  /** Epoch milliseconds. */
  sentAt: number;
  /** What the stanza says it holds. @default 'text' */
  type?: string;
  /** What it does to an earlier message: `1` edits it, `7` deletes it. @default nothing */
  edit?: string | undefined;
}

/** The attributes of a message in a direct chat, as the other person's devices get it. */
export function directAttributes(facts: MessageFacts, style: IdStyle): Record<string, string> {
  return {
    from: styledJid(facts.sender, style, facts.device),
    ...otherIdAttribute('sender', facts.sender, style),
    ...mode(style),
    ...commonAttributes(facts),
  };
}

/** The attributes of the copy that the sender's own other devices get. */
export function ownCopyAttributes(
  facts: MessageFacts,
  recipient: Identity,
  style: IdStyle,
): Record<string, string> {
  return {
    from: styledJid(facts.sender, style, facts.device),
    recipient: styledJid(recipient, style),
    ...otherIdAttribute('peer_recipient', recipient, style),
    ...mode(style),
    ...commonAttributes(facts),
  };
}

/** The attributes of a message that comes from a list (a group, or the status list), for every member's devices. */
export function listAttributes(facts: MessageFacts, list: string, style: IdStyle): Record<string, string> {
  return {
    from: list,
    participant: styledJid(facts.sender, style, facts.device),
    ...otherIdAttribute('participant', facts.sender, style),
    addressing_mode: style.addressing === 'lid' ? 'lid' : 'pn',
    ...commonAttributes(facts),
  };
}

/** The attributes of a message from the phone to a device of the same account that nobody sees. */
export function peerAttributes(facts: MessageFacts): Record<string, string> {
  return { from: numberJid(facts.sender), category: 'peer', ...commonAttributes(facts) };
}

/**
 * A message for one device, in as many encrypted parts as it takes; `repetition` counts the resends asked for by a
 * retry receipt.
 */
export function messageStanza(
  attributes: Record<string, string>,
  parts: readonly Ciphertext[],
  repetition?: number,
): BinaryNode {
  const count = repetition === undefined ? undefined : String(repetition);
  const encrypted = parts.map(({ type, bytes }) => node('enc', { v: '2', type, count }, bytes));
  return node('message', attributes, encrypted);
}

/**
 * The text a person reads in a message, or its caption; empty for a message without one, `undefined` when nothing is
 * shown for it. Wrappers are to be taken off before (`normalizeMessageContent` of Baileys).
 */
export function visibleText(message: proto.IMessage): string | undefined {
  if (message.protocolMessage) return undefined;
  const { conversation, extendedTextMessage, imageMessage, videoMessage, documentMessage, ...rest } = message;
  const captioned = imageMessage ?? videoMessage ?? documentMessage;
  if (conversation || extendedTextMessage) return conversation || extendedTextMessage?.text || '';
  if (captioned) return captioned.caption ?? '';
  return contentKeys(rest).some((key) => !ATTACHED.has(key)) ? '' : undefined;
}

const TYPES: Readonly<Record<string, string>> = {
  reactionMessage: 'reaction',
  pollCreationMessage: 'poll',
  pollCreationMessageV2: 'poll',
  pollCreationMessageV3: 'poll',
  pollUpdateMessage: 'poll',
  eventMessage: 'event',
  conversation: 'text',
  extendedTextMessage: 'text',
  protocolMessage: 'text',
};

const EDITS = new Map<number | null | undefined, string>([
  [proto.Message.ProtocolMessage.Type.MESSAGE_EDIT, '1'],
  [proto.Message.ProtocolMessage.Type.REVOKE, '7'],
]);

/** What a stanza says its message does to an earlier one; `undefined` for a message of its own. */
export function stanzaEdit(message: proto.IMessage): string | undefined {
  const change = normalizeMessageContent(message)?.protocolMessage;
  return change ? EDITS.get(change.type) : undefined;
}

/** What a stanza says its message is: `text`, `media`, `reaction`, `poll` or `event`. */
export function stanzaType(message: proto.IMessage): string {
  const content = normalizeMessageContent(message) ?? {};
  const [key = 'conversation'] = contentKeys(content);
  return TYPES[key] ?? 'media';
}

const INVISIBLE = new Set<string>(['senderKeyDistributionMessage', 'messageContextInfo']);
/** What is shown at another message. */
const ATTACHED = new Set<string>([
  'reactionMessage',
  'encReactionMessage',
  'pollUpdateMessage',
  'pinInChatMessage',
  'keepInChatMessage',
]);

function contentKeys(message: proto.IMessage): string[] {
  const known = proto.Message.toObject(proto.Message.create(message));
  return Object.keys(known).filter((key) => !INVISIBLE.has(key));
}

function mode({ addressing }: IdStyle): Record<string, string> {
  return addressing === 'lid' ? { addressing_mode: 'lid' } : {};
}

function commonAttributes({ id, sender, sentAt, type = 'text', edit }: MessageFacts): Record<string, string> {
  return { type, id, t: wireTime(sentAt), notify: sender.name, ...(edit && { edit }) };
}
