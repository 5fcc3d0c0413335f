import {
  type Chat,
  type Decision,
  type NewMessage,
  type OutgoingPart,
  type PartUpdate,
  partyOf,
  type Turn,
} from '@chat-imposter/core';

/** The bot whose store is written to. */
export const USER_ID = 'anna';

const STARTED = Date.UTC(2026, 10, 1);
const TEXT = 'Are you coming tonight? We start at eight, and there is still room for two more at the table. ';

/** One message of a contact and the answer to it: what the store is told, in four writes. */
export interface AnsweredMessage {
  chat: Chat;
  /** The id that the store gives: messages of a contact count from 1. */
  id: number;
  message: NewMessage;
  turn: Turn;
  decision: Decision;
  update: PartUpdate & { said: NewMessage };
}

/** The `id`th message of a contact. */
export function answeredMessage(contact: number, id: number): AnsweredMessage {
  const identifier = `4915${String(contact).padStart(9, '0')}@s.whatsapp.net`;
  const chat: Chat = {
    kind: 'direct',
    identifier,
    alternateIdentifiers: [`${contact}77@lid`],
    pushName: 'Ann',
  };
  const name = `${contact}-${id}`;
  const acceptedTime = STARTED + id * 60_000;
  const message: NewMessage = {
    chat,
    sender: partyOf(chat),
    providerMessageId: `3EB0${name}`,
    content: `${name} ${TEXT}`,
    quoted: null,
    source: 'user',
    origin: 'live',
    acceptedTime,
    originatingTime: acceptedTime - 1_000,
    state: 'waiting',
    reason: null,
  };
  const part: OutgoingPart = {
    messageId: `3EB1${name}`,
    text: `${name} ${TEXT}`,
    state: 'ready',
    attempts: 0,
    lastError: null,
  };
  const about = { turnId: `turn-${name}`, correspondentId: identifier, messageIds: [id] };
  const said: NewMessage = {
    ...message,
    sender: { identifier: 'bot_anna', displayName: 'Bot (anna)', alternateIdentifiers: [] },
    source: 'bot',
    providerMessageId: part.messageId,
    content: part.text,
    acceptedTime: acceptedTime + 5_000,
    originatingTime: null,
    state: 'said',
  };
  return {
    chat,
    id,
    message,
    turn: {
      ...about,
      state: 'planned',
      attempts: 1,
      plannedTime: acceptedTime,
      parts: [],
      reason: null,
      usage: null,
    },
    decision: { ...about, parts: [part], reason: null, usage: null },
    update: { turnId: about.turnId, index: 0, part: { ...part, state: 'acked' }, said, isLast: true },
  };
}
