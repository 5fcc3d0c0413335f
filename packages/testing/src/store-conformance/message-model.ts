import type { MessageState, NewMessage, Settlement } from '@chat-imposter/core';

/** What the model tells of a message. */
interface MessageView {
  correspondentId: string;
  id: number | null;
  content: string;
  state: MessageState;
  reason: string | null;
}

interface ModelMessage extends MessageView {
  key: string | null;
  acceptedTime: number;
}

/** What a test compares of a message. */
export function viewOf({ correspondentId, id, content, state, reason }: MessageView): MessageView {
  return { correspondentId, id, content, state, reason };
}

/** All messages of one bot in one list, in the order of their acceptance: too slow to use, too simple to be wrong. */
export class MessageModel {
  readonly #messages: ModelMessage[] = [];

  /** The id that the message gets (null when it is said), or undefined when it was there before. */
  accept({
    chat,
    sender,
    providerMessageId,
    content,
    state,
    reason,
    acceptedTime,
  }: NewMessage): number | null | undefined {
    const correspondentId = chat.identifier;
    const participant = chat.kind === 'group' ? sender.identifier : '';
    const key = providerMessageId && JSON.stringify([correspondentId, participant, providerMessageId]);
    if (key !== null && this.#messages.some((message) => message.key === key)) return undefined;
    const numbered = this.#messages.filter(
      (each) => each.correspondentId === correspondentId && each.id !== null,
    );
    const id = state === 'said' ? null : numbered.length + 1;
    this.#messages.push({ correspondentId, id, content, state, reason, key, acceptedTime });
    return id;
  }

  settle({ correspondentId, ids, state, reason }: Settlement): void {
    for (const message of this.#queued()) {
      if (message.correspondentId !== correspondentId || message.id === null) continue;
      if (ids.includes(message.id)) Object.assign(message, { state, reason });
    }
  }

  queue(): MessageView[] {
    return this.#queued()
      .sort((left, right) => compareTexts(left.correspondentId, right.correspondentId))
      .map(viewOf);
  }

  conversation(correspondentId: string, { limit, since }: { limit: number; since: number }): MessageView[] {
    const messages = this.#messages.filter(
      (message) =>
        message.correspondentId === correspondentId &&
        ['answered', 'skipped', 'said'].includes(message.state) &&
        message.acceptedTime >= since,
    );
    return messages.slice(messages.length - Math.min(limit, messages.length)).map(viewOf);
  }

  #queued(): ModelMessage[] {
    return this.#messages.filter(({ state }) => state === 'waiting' || state === 'collected');
  }
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
