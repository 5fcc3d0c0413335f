import { type Chat, type NewMessage, partyOf } from '@chat-imposter/core';

/** A direct chat with nothing but an id, unless told otherwise. */
export function sampleChat(identifier = 'ann', overrides: Partial<Chat> = {}): Chat {
  return { kind: 'direct', identifier, alternateIdentifiers: [], ...overrides };
}

/** A group with nothing but an id, unless told otherwise. */
export function sampleGroup(identifier = 'family', overrides: Partial<Chat> = {}): Chat {
  return sampleChat(identifier, { kind: 'group', ...overrides });
}

/** A message that waits for an answer; its sender is the chat itself, unless told otherwise. */
export function sampleMessage(overrides: Partial<NewMessage> = {}): NewMessage {
  const chat = overrides.chat ?? sampleChat();
  return {
    chat,
    sender: partyOf(chat),
    providerMessageId: 'message-1',
    content: 'hello',
    quoted: null,
    source: 'user',
    origin: 'live',
    acceptedTime: 1_000,
    originatingTime: null,
    state: 'waiting',
    reason: null,
    ...overrides,
  };
}

/** `count` messages of one chat, `message-1` and so on, each a second after the one before. */
export function sampleMessages(count: number, overrides: Partial<NewMessage> = {}): NewMessage[] {
  return Array.from({ length: count }, (_, index) =>
    sampleMessage({
      providerMessageId: `message-${index + 1}`,
      content: `text ${index + 1}`,
      acceptedTime: 1_000 * (index + 1),
      ...overrides,
    }),
  );
}

/** A reply of the bot as it enters the conversation. */
export function sampleReply(overrides: Partial<NewMessage> = {}): NewMessage {
  return sampleMessage({
    sender: { identifier: 'bot_anna', displayName: 'Bot (anna)', alternateIdentifiers: [] },
    source: 'bot',
    providerMessageId: 'reply-1',
    content: 'hi there',
    state: 'said',
    ...overrides,
  });
}
