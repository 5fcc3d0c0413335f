/** Who a person or group is, as the platform tells it. The two kinds of name are kept apart because anyone can choose a push name. */
export interface Identity {
  /** The canonical id: the same person or group always has the same one. */
  identifier: string;
  /** Every other id by which the platform may name the same person or group. */
  alternateIdentifiers: readonly string[];
  /** The name in the owner's address book; for a group its subject. */
  savedName?: string;
  /** The name that the person gave itself. */
  pushName?: string;
}

/** A chat of the bot: with one person, or a group. Its `identifier` is the contact key. */
export interface Chat extends Identity {
  kind: 'direct' | 'group';
}

/** A person or a group as it is shown and stored. */
export interface Party {
  identifier: string;
  /** The saved name, else the push name, else the identifier. */
  displayName: string;
  alternateIdentifiers: readonly string[];
}

/** Who wrote a message: a contact, the bot, or the owner by hand on their own phone. */
export type MessageSource = 'user' | 'bot' | 'user_outgoing';

/**
 * How a message reached us: `live` while connected; `offline` from the backlog that waited on the platform;
 * `history` from what the platform synced of the time before.
 */
export type MessageOrigin = 'live' | 'offline' | 'history';

/**
 * A message as a chat provider hands it to the core: canonical ids, plain text.
 * Times are epoch milliseconds.
 */
export interface IncomingMessage {
  /** Where it was said; replies go there. */
  chat: Chat;
  sender: Identity;
  source: Exclude<MessageSource, 'bot'>;
  origin: MessageOrigin;
  /** The platform's id of the message, unique within the chat and its sender. */
  providerMessageId: string;
  /** The whole text, at most 64 KB; a placeholder for other kinds of content. */
  content: string;
  /** The text that this message answers to, as the platform quotes it: at most 64 KB. Absent when it quotes none. */
  quoted?: string;
  /** The platform's own time of the message; null when it gave none. */
  originatingTime: number | null;
}

/** Names a message that was handed over before, by what makes it unique. */
export interface MessageReference {
  chat: Chat;
  /** Who wrote it. */
  sender: Identity;
  /** Whether a contact wrote it, or the account: the owner by hand, or the bot. */
  source: IncomingMessage['source'];
  providerMessageId: string;
}

/** A known message of a chat, from which a platform finds those before it. */
export interface MessageAnchor {
  providerMessageId: string;
  source: MessageSource;
  /** Who wrote it; tells apart the members of a group. */
  senderId: string;
  originatingTime: number;
}

/** A message that has been accepted. Its JSON form is made in `message-json.ts`. */
export interface Message {
  /** Counts from 1 per contact and is never reused; null for messages that never enter the queue (bot, owner). */
  id: number | null;
  /** The platform's id of the message. */
  providerMessageId: string | null;
  content: string;
  /** The beginning of the text that it answers to, at most 1,000 code points; null when it quotes none. */
  quoted: string | null;
  sender: Party;
  source: MessageSource;
  /** The group it was said in; null in a direct chat. */
  group: Party | null;
  acceptedTime: number;
  originatingTime: number | null;
}

/** The name under which a person or group is shown. */
export function displayNameOf(identity: Identity): string {
  return identity.savedName || identity.pushName || identity.identifier;
}

/** The shown and stored form of an identity. */
export function partyOf(identity: Identity): Party {
  return {
    identifier: identity.identifier,
    displayName: displayNameOf(identity),
    alternateIdentifiers: identity.alternateIdentifiers,
  };
}
