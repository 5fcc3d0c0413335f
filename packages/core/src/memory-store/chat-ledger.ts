import type { Chat, MessageSource, Party } from '../contracts/message.ts';
import type { MessageState, NewMessage, Settlement, StoredMessage } from '../contracts/store.ts';
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
  /** By the sender in a group and the message id of the platform: the entry, if all that is known is synced history. */
  readonly #recorded = new Map<string, Map<string, Entry | null>>();
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
    if (known === null || (known && isHistory)) return null;
    if (known) this.#conversation.remove(known);
    const entry = isHistory ? this.#enterHistory(message) : this.#enter(message);
    if (providerMessageId !== null) ids.set(providerMessageId, isHistory ? entry : null);
    const seen = seenChat(this.#chat, message.chat);
    if (seen !== this.#chat) this.#chat = copyChat(seen);
    return entry.message;
  }

  /** Changes the state of the messages that are still queued. */
  settle(settlement: Settlement): void {
    for (const id of settlement.ids) {
      const entry = this.#queued.get(id);
      if (!entry) continue;
      entry.message.state = settlement.state;
      entry.message.reason = settlement.reason;
      if (!QUEUED.has(settlement.state)) this.#queued.delete(id);
      if (IN_CONVERSATION.has(settlement.state)) this.#conversation.add(entry);
    }
  }

  /** What is queued, by id. */
  queue(): StoredMessage[] {
    return [...this.#queued.values()].map((entry) => copyMessage(entry.message));
  }

  /** The newest messages of the conversation, oldest first. */
  conversation(limit: number, since: number): StoredMessage[] {
    return this.#conversation.newest(limit, since).map((entry) => copyMessage(entry.message));
  }

  #idsOfSender({ chat, sender }: NewMessage): Map<string, Entry | null> {
    const participant = chat.kind === 'group' ? sender.identifier : '';
    const known = this.#recorded.get(participant);
    if (known !== undefined) return known;
    const ids = new Map<string, Entry | null>();
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
