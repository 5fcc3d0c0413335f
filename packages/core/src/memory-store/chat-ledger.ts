import { type Chat, type Party, partyOf } from '../contracts/message.ts';
import type { MessageState, NewMessage, Settlement, StoredMessage } from '../contracts/store.ts';

interface Entry {
  /** Counts the messages of the chat in the order of their acceptance. */
  sequence: number;
  /** The latest `acceptedTime` so far: unlike that of the message, it never goes back when a clock does. */
  latestTime: number;
  message: StoredMessage;
}

const CONVERSATION: ReadonlySet<MessageState> = new Set<MessageState>(['answered', 'skipped', 'said']);
const QUEUED: ReadonlySet<MessageState> = new Set<MessageState>(['waiting', 'collected']);

/** Everything recorded of one chat. Recording costs the same however much there is. */
export class ChatLedger {
  #chat: Chat;
  #lastId = 0;
  #sequence = 0;
  #latestTime = Number.NEGATIVE_INFINITY;
  /** Message ids of the platform, by the sender in a group. */
  readonly #recorded = new Map<string, Set<string>>();
  /** By id, and in the order of ids, because they are only ever appended. */
  readonly #queued = new Map<number, Entry>();
  readonly #conversation: Entry[] = [];

  constructor(chat: Chat) {
    this.#chat = copyChat(chat);
  }

  /** The chat as it was last seen. */
  get chat(): Chat {
    return copyChat(this.#chat);
  }

  /** Records a message; null when it was recorded before. */
  record(message: NewMessage): StoredMessage | null {
    if (!this.#remember(message)) return null;
    this.#chat = { ...this.#chat, ...copyChat(message.chat) };
    const stored = toStored(message, message.state === 'said' ? null : this.#lastId + 1);
    this.#sequence += 1;
    this.#latestTime = Math.max(this.#latestTime, message.acceptedTime);
    this.#place({ sequence: this.#sequence, latestTime: this.#latestTime, message: stored });
    return copyMessage(stored);
  }

  /** Changes the state of the messages that are still queued. */
  settle(settlement: Settlement): void {
    for (const id of settlement.ids) {
      const entry = this.#queued.get(id);
      if (!entry) continue;
      entry.message.state = settlement.state;
      entry.message.reason = settlement.reason;
      if (!QUEUED.has(settlement.state)) this.#queued.delete(id);
      if (CONVERSATION.has(settlement.state)) this.#joinConversation(entry);
    }
  }

  /** What is queued, by id. */
  queue(): StoredMessage[] {
    return [...this.#queued.values()].map((entry) => copyMessage(entry.message));
  }

  /** The newest messages of the conversation, oldest first. */
  conversation(limit: number, since: number): StoredMessage[] {
    const newestFirst: StoredMessage[] = [];
    for (let index = this.#conversation.length - 1; index >= 0 && newestFirst.length < limit; index -= 1) {
      const entry = this.#conversation[index];
      if (!entry || entry.latestTime < since) break;
      if (entry.message.acceptedTime >= since) newestFirst.push(copyMessage(entry.message));
    }
    return newestFirst.reverse();
  }

  #remember({ chat, sender, providerMessageId }: NewMessage): boolean {
    if (providerMessageId === null) return true;
    const participant = chat.kind === 'group' ? sender.identifier : '';
    const ids = this.#recorded.get(participant) ?? new Set<string>();
    this.#recorded.set(participant, ids);
    const isNew = !ids.has(providerMessageId);
    ids.add(providerMessageId);
    return isNew;
  }

  #place(entry: Entry): void {
    const { id } = entry.message;
    if (id === null) {
      this.#joinConversation(entry);
    } else {
      this.#lastId = id;
      this.#queued.set(id, entry);
    }
  }

  #joinConversation(entry: Entry): void {
    let position = this.#conversation.length;
    while ((this.#conversation[position - 1]?.sequence ?? 0) > entry.sequence) position -= 1;
    this.#conversation.splice(position, 0, entry);
  }
}

function toStored(message: NewMessage, id: number | null): StoredMessage {
  return {
    id,
    providerMessageId: message.providerMessageId,
    content: message.content,
    sender: copyParty(message.sender),
    source: message.source,
    group: message.chat.kind === 'group' ? copyParty(partyOf(message.chat)) : null,
    acceptedTime: message.acceptedTime,
    originatingTime: message.originatingTime,
    correspondentId: message.chat.identifier,
    origin: message.origin,
    state: message.state,
    reason: message.reason,
  };
}

function copyMessage(message: StoredMessage): StoredMessage {
  return {
    ...message,
    sender: copyParty(message.sender),
    group: message.group && copyParty(message.group),
  };
}

function copyParty({ identifier, displayName, alternateIdentifiers }: Party): Party {
  return { identifier, displayName, alternateIdentifiers: [...alternateIdentifiers] };
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
