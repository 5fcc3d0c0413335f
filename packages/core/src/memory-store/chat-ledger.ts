import type { Chat, MessageSource, Party } from '../contracts/message.ts';
import type { MessageState, NewMessage, Revision, Settlement, StoredMessage } from '../contracts/store.ts';
import { revisedMessage } from '../revised-message.ts';
import { seenChat } from '../seen-chat.ts';
import { conversationTimeOf, copyParty, isSameParty, storedMessageOf } from '../stored-message.ts';
import { Conversation, type Entry } from './conversation.ts';

const QUEUED: ReadonlySet<MessageState> = new Set<MessageState>(['waiting', 'collected']);
const IN_CONVERSATION: ReadonlySet<MessageState> = new Set<MessageState>(['answered', 'skipped', 'said']);

/** Everything recorded of one chat. Recording costs the same however much there is. */
export class ChatLedger {
  #chat: Chat;
  #lastId = 0;
  #sequence = 0;
  #latestTime = Number.NEGATIVE_INFINITY;
  /** By the sender in a group and the message id of the platform. */
  readonly #recorded = new Map<string, Map<string, Entry>>();
  /** By id, and in the order of ids, because they are only ever appended. */
  readonly #queued = new Map<number, Entry>();
  readonly #conversation = new Conversation();
  /** Who wrote last, by source: mostly the same as before, and then kept once for all messages. */
  readonly #senders: Partial<Record<MessageSource, Party>> = {};

  constructor(chat: Chat) {
    this.#chat = copyChat(chat);
  }

  /** The chat as it was last seen. */
  get chat(): Chat {
    return copyChat(this.#chat);
  }

  /** Records a message and returns it as it is kept, not to be given out; null when it was recorded before. */
  record(message: NewMessage): StoredMessage | null {
    const isHistory = message.origin === 'history';
    const ids = this.#idsOfSender(message);
    const { providerMessageId } = message;
    const known = providerMessageId === null ? undefined : ids.get(providerMessageId);
    if (known && (isHistory || known.message.origin !== 'history')) return null;
    if (known) this.#conversation.remove(known);
    const entry = isHistory ? this.#enterHistory(message) : this.#enter(message);
    if (providerMessageId !== null) ids.set(providerMessageId, entry);
    const seen = seenChat(this.#chat, message.chat);
    if (seen !== this.#chat) this.#chat = copyChat(seen);
    return entry.message;
  }

  /** Changes the state of the messages that are still queued. */
  settle({ ids, state, reason }: Omit<Settlement, 'correspondentId'>): void {
    for (const id of ids) {
      const entry = this.#queued.get(id);
      if (!entry) continue;
      entry.message.state = state;
      entry.message.reason = reason;
      if (!QUEUED.has(state)) this.#queued.delete(id);
      if (IN_CONVERSATION.has(state)) this.#conversation.add(entry);
    }
  }

  /** Changes what a message says, and returns a copy of it; null when that concerns none, or changes nothing. */
  revise(revision: Revision): StoredMessage | null {
    const entry = this.#find(revision);
    const revised = entry && revisedMessage(entry.message, revision);
    if (!entry || !revised) return null;
    const { content, quoted, id, state, reason } = revised;
    Object.assign(entry.message, { content, quoted });
    if (id !== null && state === 'skipped') this.settle({ ids: [id], state, reason });
    return copyMessage(entry.message);
  }

  /** What is queued, by id. */
  queue(): StoredMessage[] {
    return [...this.#queued.values()].map((entry) => copyMessage(entry.message));
  }

  /** The newest messages of the conversation, oldest first. */
  conversation(limit: number, since: number): StoredMessage[] {
    return this.#conversation.newest(limit, since).map((entry) => copyMessage(entry.message));
  }

  #find({ senderIds, providerMessageId }: Revision): Entry | undefined {
    const participants = this.#chat.kind === 'group' ? senderIds : [''];
    for (const participant of participants) {
      const entry = this.#recorded.get(participant)?.get(providerMessageId);
      if (entry) return entry;
    }
    return undefined;
  }

  #idsOfSender({ chat, sender }: NewMessage): Map<string, Entry> {
    const participant = chat.kind === 'group' ? sender.identifier : '';
    const known = this.#recorded.get(participant);
    if (known !== undefined) return known;
    const ids = new Map<string, Entry>();
    this.#recorded.set(participant, ids);
    return ids;
  }

  /** At the end of the queue, or of the conversation. */
  #enter(message: NewMessage): Entry {
    const id = message.state === 'said' ? null : this.#lastId + 1;
    this.#lastId = id ?? this.#lastId;
    this.#latestTime = Math.max(this.#latestTime, message.acceptedTime);
    const entry = this.#toEntry(this.#latestTime, message, id);
    if (id === null) this.#conversation.add(entry);
    else this.#queued.set(id, entry);
    return entry;
  }

  /** In the conversation, at its own time; the others go on as if it was not there. */
  #enterHistory(message: NewMessage): Entry {
    const entry = this.#toEntry(conversationTimeOf(message), message, null);
    this.#conversation.add(entry);
    return entry;
  }

  #toEntry(time: number, message: NewMessage, id: number | null): Entry {
    this.#sequence += 1;
    return { sequence: this.#sequence, time, message: storedMessageOf(message, id, this.#senderOf(message)) };
  }

  #senderOf({ source, sender }: NewMessage): Party {
    const known = this.#senders[source];
    if (known !== undefined && isSameParty(known, sender)) return known;
    const copy = copyParty(sender);
    this.#senders[source] = copy;
    return copy;
  }
}

/** A copy to be given out. */
export function copyMessage(message: StoredMessage): StoredMessage {
  return {
    ...message,
    sender: copyParty(message.sender),
    group: message.group && copyParty(message.group),
  };
}

function copyChat({ kind, identifier, alternateIdentifiers, savedName, pushName }: Chat): Chat {
  return {
    kind,
    identifier,
    alternateIdentifiers: [...alternateIdentifiers],
    ...(savedName === undefined ? {} : { savedName }),
    ...(pushName === undefined ? {} : { pushName }),
  };
}
