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
  readonly #counters = new Map<string, { lastId: number; latestTime: number }>();

  /** The id that the message gets (null when it is said), or undefined when it was there before. */
  accept(message: NewMessage): number | null | undefined {
    const key = keyOf(message);
    const isHistory = message.origin === 'history';
    const known = this.#messages.find((each) => key !== null && each.key === key);
    if (known && (isHistory || !known.isHistory)) return undefined;
    this.#messages = this.#messages.filter((each) => each !== known);
    const counters = this.#countersOf(message.chat.identifier);
    const isSaid = isHistory || message.state === 'said';
    if (!isSaid) counters.lastId += 1;
    const id = isSaid ? null : counters.lastId;
    const ownTime = conversationTimeOf(message);
    if (!isHistory) counters.latestTime = Math.max(ownTime, counters.latestTime);
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
      time: isHistory ? ownTime : counters.latestTime,
    });
    return id;
  }

  /** Gives what is queued of `into` afterwards. */
  merge(from: string, into: string): MessageView[] {
    const theirs = this.#messages.filter(({ correspondentId }) => correspondentId === from);
    if (theirs.length === 0 || from === into) return this.#queueOf(into);
    const ours = this.#countersOf(into);
    const raise = ours.lastId;
    for (const message of theirs) {
      message.correspondentId = into;
      message.key = message.key?.replace(JSON.stringify(from), JSON.stringify(into)) ?? null;
      if (message.id !== null) message.id += raise;
    }
    ours.lastId += this.#countersOf(from).lastId;
    ours.latestTime = Math.max(ours.latestTime, this.#countersOf(from).latestTime);
    this.#counters.delete(from);
    this.#dropTwins(theirs);
    return this.#queueOf(into);
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
    // The id does not tell the order of acceptance after a merge.
    return this.#queued()
      .sort((left, right) => (left.id ?? 0) - (right.id ?? 0))
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

  /** All that is kept, newest first, of one chat or of all. */
  history(correspondentId: string | undefined, incomingOnly: boolean): MessageView[] {
    return this.#messages
      .filter((message) => correspondentId === undefined || message.correspondentId === correspondentId)
      .filter(({ isFromContact, isHistory }) => !incomingOnly || (isFromContact && !isHistory))
      .reverse()
      .sort((left, right) => right.time - left.time)
      .map(viewOf);
  }

  #queueOf(correspondentId: string): MessageView[] {
    return this.queue().filter((message) => message.correspondentId === correspondentId);
  }

  /** Of two records of a message one stays; those that have just moved give way. */
  #dropTwins(moved: readonly ModelMessage[]): void {
    for (const their of moved) {
      const our = this.#messages.find(
        (each) => each.key !== null && each.key === their.key && !moved.includes(each),
      );
      if (our === undefined) continue;
      const loser = rankOf(our) >= rankOf(their) ? their : our;
      this.#messages = this.#messages.filter((each) => each !== loser);
    }
  }

  #countersOf(correspondentId: string): { lastId: number; latestTime: number } {
    const counters = this.#counters.get(correspondentId) ?? { lastId: 0, latestTime: 0 };
    this.#counters.set(correspondentId, counters);
    return counters;
  }

  #queued(): ModelMessage[] {
    return this.#messages.filter(({ state }) => state === 'waiting' || state === 'collected');
  }
}

/** How much a record says of what became of its message. */
function rankOf({ isHistory, state }: ModelMessage): number {
  if (isHistory) return 0;
  if (state === 'waiting' || state === 'collected') return 1;
  return state === 'answered' || state === 'skipped' || state === 'said' ? 3 : 2;
}

function keyOf({ chat, sender, providerMessageId }: NewMessage): string | null {
  const participant = chat.kind === 'group' ? sender.identifier : '';
  return providerMessageId && JSON.stringify([chat.identifier, participant, providerMessageId]);
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}
