import {
  type Chat,
  conversationTimeOf,
  type MessageState,
  type NewMessage,
  type Revision,
  type Settlement,
} from '@chat-imposter/core';

/** What the model tells of a message. */
interface MessageView {
  correspondentId: string;
  id: number | null;
  content: string;
  state: MessageState;
  reason: string | null;
}

const DELETED = '[User deleted this message]';

interface ModelMessage extends MessageView {
  key: string | null;
  isFromContact: boolean;
  isHistory: boolean;
  /** What limits by time are about. */
  ownTime: number;
  /** What the conversation is ordered by. */
  time: number;
}

/** What a test compares of a message. */
export function viewOf({ correspondentId, id, content, state, reason }: MessageView): MessageView {
  return { correspondentId, id, content, state, reason };
}

/** All messages of one bot in one list, in the order in which they came: too slow to use, too simple to be wrong. */
export class MessageModel {
  #messages: ModelMessage[] = [];

  /** The id that the message gets (null when it is said), or undefined when it was there before. */
  accept(message: NewMessage): number | null | undefined {
    const key = keyOf(message);
    const isHistory = message.origin === 'history';
    const known = this.#messages.find((each) => key !== null && each.key === key);
    if (known && (isHistory || !known.isHistory)) return undefined;
    this.#messages = this.#messages.filter((each) => each !== known);
    const before = this.#messages.filter(
      (each) => each.correspondentId === message.chat.identifier && !each.isHistory,
    );
    const isSaid = isHistory || message.state === 'said';
    const id = isSaid ? null : before.filter((each) => each.id !== null).length + 1;
    const ownTime = conversationTimeOf(message);
    this.#messages.push({
      correspondentId: message.chat.identifier,
      id,
      content: message.content,
      state: isSaid ? 'said' : message.state,
      reason: message.reason,
      key,
      isFromContact: message.source === 'user',
      isHistory,
      ownTime,
      time: isHistory ? ownTime : Math.max(ownTime, ...before.map((each) => each.ownTime)),
    });
    return id;
  }

  settle({ correspondentId, ids, state, reason }: Settlement): void {
    for (const message of this.#queued()) {
      if (message.correspondentId !== correspondentId || message.id === null) continue;
      if (ids.includes(message.id)) Object.assign(message, { state, reason });
    }
  }

  /** What the message says then; undefined when nothing changes. */
  revise(kind: Chat['kind'], revision: Revision): string | undefined {
    const { correspondentId, senderIds, source, providerMessageId, content } = revision;
    const keys = (kind === 'group' ? senderIds : ['']).map((id) =>
      JSON.stringify([correspondentId, id, providerMessageId]),
    );
    const message = this.#messages
      .filter((each) => each.key !== null && keys.includes(each.key))
      .sort((one, other) => keys.indexOf(one.key ?? '') - keys.indexOf(other.key ?? ''))[0];
    if (message === undefined || message.isFromContact !== (source === 'user')) return undefined;
    if (message.content === DELETED || message.content === content) return undefined;
    message.content = content ?? DELETED;
    if (content === null && ['waiting', 'collected'].includes(message.state))
      Object.assign(message, { state: 'skipped', reason: 'deleted' });
    return message.content;
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
        message.ownTime >= since,
    );
    messages.sort((left, right) => left.time - right.time);
    return messages.slice(messages.length - Math.min(limit, messages.length)).map(viewOf);
  }

  #queued(): ModelMessage[] {
    return this.#messages.filter(({ state }) => state === 'waiting' || state === 'collected');
  }
}

function keyOf({ chat, sender, providerMessageId }: NewMessage): string | null {
  const participant = chat.kind === 'group' ? sender.identifier : '';
  return providerMessageId && JSON.stringify([chat.identifier, participant, providerMessageId]);
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
