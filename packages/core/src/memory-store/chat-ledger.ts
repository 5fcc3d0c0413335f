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
  readonly #nextSequence: () => number;
  #lastId = 0;
  #latestTime = Number.NEGATIVE_INFINITY;
  /** By the sender in a group and the message id of the platform: the entry, if all that is known is synced history. */
  readonly #recorded = new Map<string, Map<string, Entry | null>>();
  /** By id, and in the order of ids, because they are only ever appended. */
  readonly #queued = new Map<number, Entry>();
  readonly #conversation = new Conversation();
  /** Who wrote last, by source: mostly the same as before, and then kept once for all messages. */
  readonly #senders: Partial<Record<MessageSource, Party>> = {};

  /** `nextSequence` counts the messages of all chats. */
  constructor(chat: Chat, nextSequence: () => number) {
    this.#chat = copyChat(chat);
    this.#nextSequence = nextSequence;
  }

  /** The chat as it was last seen. */
  get chat(): Chat {
    return copyChat(this.#chat);
  }

  /** Records a message and returns it as it is kept, not to be given out; null when it was recorded before. */
  record(message: NewMessage): StoredMessage | null {
    const isHistory = message.origin === 'history';
    const { providerMessageId } = message;
    if (providerMessageId !== null && !this.#makeRoom(message, providerMessageId)) return null;
    const entry = isHistory ? this.#enterHistory(message) : this.#enter(message);
    if (providerMessageId !== null)
      this.#idsOf(participantsOf(message)[0]).set(providerMessageId, isHistory ? entry : null);
    this.remember(message.chat);
    return entry.message;
  }

  /** Takes up how the chat is called now; a name that is not told stays. */
  remember(chat: Chat): void {
    const seen = seenChat(this.#chat, chat);
    if (seen !== this.#chat) this.#chat = copyChat(seen);
  }

  /** Takes over everything of another chat. Its ids are raised by the number that is returned. */
  absorb(other: ChatLedger): number {
    const raise = this.#lastId;
    this.#absorbRecorded(other);
    for (const { message } of [...other.#queued.values(), ...other.#conversation]) {
      message.correspondentId = this.#chat.identifier;
      if (message.id !== null) message.id += raise;
    }
    for (const [id, entry] of other.#queued) this.#queued.set(id + raise, entry);
    this.#conversation.absorb(other.#conversation);
    this.#lastId += other.#lastId;
    this.#latestTime = Math.max(this.#latestTime, other.#latestTime);
    return raise;
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

  /** False when the message is known; else what synced history told of it is gone. */
  #makeRoom(message: NewMessage, providerMessageId: string): boolean {
    const histories: [ids: Map<string, Entry | null>, entry: Entry][] = [];
    for (const participant of participantsOf(message)) {
      const ids = this.#recorded.get(participant);
      const known = ids?.get(providerMessageId);
      if (ids === undefined || known === undefined) continue;
      if (known === null || message.origin === 'history') return false;
      histories.push([ids, known]);
    }
    for (const [ids, entry] of histories) {
      ids.delete(providerMessageId);
      this.#conversation.remove(entry);
    }
    return true;
  }

  /** Takes over which messages another chat knows; of those that both know, one is left. */
  #absorbRecorded(other: ChatLedger): void {
    for (const [participant, ids] of other.#recorded) {
      const own = this.#idsOf(participant);
      for (const [providerMessageId, theirs] of ids) {
        const ours = own.get(providerMessageId);
        if (ours === undefined) own.set(providerMessageId, theirs);
        else
          own.set(providerMessageId, this.#keepOne(other, { participant, providerMessageId, ours, theirs }));
      }
    }
  }

  #keepOne(
    other: ChatLedger,
    {
      ours,
      theirs,
      ...key
    }: { participant: string; providerMessageId: string; ours: Entry | null; theirs: Entry | null },
  ): Entry | null {
    const our = ours ?? this.#find(key);
    const their = theirs ?? other.#find(key);
    const staysOurs = rankOf(our) >= rankOf(their);
    if (staysOurs) other.#drop(their);
    else this.#drop(our);
    return staysOurs ? ours : theirs;
  }

  /** A message that is queued or in the conversation. Looks through all of them, which a merge alone does. */
  #find({
    participant,
    providerMessageId,
  }: {
    participant: string;
    providerMessageId: string;
  }): Entry | undefined {
    for (const entry of [...this.#queued.values(), ...this.#conversation]) {
      const { group, sender } = entry.message;
      const isTheirs = participant === (group === null ? '' : sender.identifier);
      if (isTheirs && entry.message.providerMessageId === providerMessageId) return entry;
    }
    return undefined;
  }

  #drop(entry: Entry | undefined): void {
    if (entry === undefined) return;
    if (entry.message.id !== null) this.#queued.delete(entry.message.id);
    this.#conversation.remove(entry);
  }

  #idsOf(participant: string): Map<string, Entry | null> {
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
    const stored = storedMessageOf(message, id, this.#senderOf(message));
    return { sequence: this.#nextSequence(), time, message: stored };
  }

  #senderOf({ source, sender }: NewMessage): Party {
    const known = this.#senders[source];
    if (known !== undefined && isSameParty(known, sender)) return known;
    const copy = copyParty(sender);
    this.#senders[source] = copy;
    return copy;
  }
}

const DIRECT: readonly [string] = [''];

/** By whom a message may have been recorded: in a group every id of its sender, its own first. */
function participantsOf({ chat, sender }: NewMessage): readonly [string, ...string[]] {
  return chat.kind === 'group' ? [sender.identifier, ...sender.alternateIdentifiers] : DIRECT;
}

/** Which of two records of one message is kept. One that is found nowhere has left the queue for good. */
function rankOf(entry: Entry | undefined): number {
  if (entry === undefined) return 2;
  if (entry.message.origin === 'history') return 0;
  return QUEUED.has(entry.message.state) ? 1 : 3;
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
