import type { ChatEvents, IncomingMessage, MessageReference } from '@chat-imposter/core';

/** Something for a bot that it has to take. */
export interface Mail {
  /** The platform's id of it. */
  id: string;
  /** The same for every delivery of the same thing. */
  key: string;
  /** The message; null for what is done to an earlier one. */
  message: IncomingMessage | null;
  /** Hands it over; `isLate` when the bot was not there when it was written. Rejects when the bot does not take it. */
  handOver(events: ChatEvents, isLate: boolean): Promise<void>;
}

/** A message as mail. */
export function messageMail(message: IncomingMessage): Mail {
  const { chat, sender, providerMessageId } = message;
  return {
    id: providerMessageId,
    key: JSON.stringify([chat.identifier, sender.identifier, providerMessageId]),
    message,
    handOver: (events, isLate) =>
      events.accept([isLate && message.origin === 'live' ? { ...message, origin: 'offline' } : message]),
  };
}

/** An edit as mail, which has an id of its own. */
export function editMail(id: string, message: MessageReference, text: string): Mail {
  const reference = referenceTo(message);
  return { id, key: id, message: null, handOver: (events) => events.edited(reference, text) };
}

/** A deletion as mail, which has an id of its own. */
export function deletionMail(id: string, message: MessageReference): Mail {
  const reference = referenceTo(message);
  return { id, key: id, message: null, handOver: (events) => events.deleted(reference) };
}

function referenceTo({ chat, sender, source, providerMessageId }: MessageReference): MessageReference {
  return { chat, sender, source, providerMessageId };
}
