import type { Chat, MessageSource, Party } from '../contracts/message.ts';
import type { RetentionLimits } from '../contracts/retention-store.ts';
import type { MessageState, NewMessage, Revision, Settlement, StoredMessage } from '../contracts/store.ts';
import { reducedMessage } from '../reduced-message.ts';
import { revisedMessage } from '../revised-message.ts';
import { seenChat } from '../seen-chat.ts';
import { conversationTimeOf, copyParty, isKnownAs, isSameParty, storedMessageOf } from '../stored-message.ts';
import { Conversation, type Entry } from './conversation.ts';

const QUEUED: ReadonlySet<MessageState> = new Set<MessageState>(['waiting', 'collected']);
const IN_CONVERSATION: ReadonlySet<MessageState> = new Set<MessageState>(['answered', 'skipped', 'said']);

/** Everything recorded of one chat. Recording costs the same however much there is. */
export class ChatLedger {
  #chat: Chat;
  readonly #nextSequence: () => number;
  #lastId = 0;
  #latestTime = Number.NEGATIVE_INFINITY;
  /** By the sender in a group and the message id of the platform. */
  readonly #recorded = new Map<string, Map<string, Entry>>();
  /** By id, and in the order of ids, because they are only ever appended. */
  readonly #queued = new Map<number, Entry>();
  readonly #conversation = new Conversation();
  /** Those that left the queue for nowhere else, and have no id of the platform by which they would be known. */
  readonly #nameless = new Set<Entry>();
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
    if (providerMessageId !== null) this.#idsOf(participantsOf(message)[0]).set(providerMessageId, entry);
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
    for (const { message } of other.#entries()) {
      message.correspondentId = this.#chat.identifier;
      if (message.id !== null) message.id += raise;
    }
    for (const [id, entry] of other.#queued) this.#queued.set(id + raise, entry);
    this.#conversation.absorb(other.#conversation);
    for (const entry of other.#nameless) this.#nameless.add(entry);
    this.#lastId += other.#lastId;
    this.#latestTime = Math.max(this.#latestTime, other.#latestTime);
    return raise;
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
      else if (!QUEUED.has(state) && entry.message.providerMessageId === null) this.#nameless.add(entry);
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

  /** Takes away what is old, at most so many messages; what is queued stays. How many they were. */
  reduce({ textsBefore, idsBefore }: RetentionLimits, count: number): number {
    let reduced = 0;
    for (const ids of this.#recorded.values())
      for (const [providerMessageId, entry] of ids) {
        const { time, message } = entry;
        const isToGo = time < idsBefore;
        if (time >= textsBefore || QUEUED.has(message.state)) continue;
        if (message.state === 'reduced' && !isToGo) continue;
        if (reduced === count) return reduced;
        reduced += 1;
        this.#conversation.remove(entry);
        Object.assign(message, reducedMessage(message));
        if (isToGo) ids.delete(providerMessageId);
      }
    // What has no id of the platform is not recognised anyway.
    this.#conversation.dropBefore(textsBefore);
    for (const entry of this.#nameless) if (entry.time < textsBefore) this.#nameless.delete(entry);
    return reduced;
  }

  /** Takes away what somebody wrote in this group, what is queued too; how much that was. */
  eraseSender(ids: ReadonlySet<string>): number {
    let erased = 0;
    for (const entry of this.#entries()) {
      const { message } = entry;
      if (message.state === 'reduced' || !isKnownAs(message.sender, ids)) continue;
      erased += 1;
      if (message.id !== null) this.#queued.delete(message.id);
      this.#conversation.remove(entry);
      Object.assign(message, reducedMessage(message));
    }
    return erased;
  }

  /** Everything that has its text, and where it stands; not to be given out. */
  history(): Entry[] {
    return [...this.#entries()].filter(({ message }) => message.state !== 'reduced');
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
    const histories: [ids: Map<string, Entry>, entry: Entry][] = [];
    for (const participant of participantsOf(message)) {
      const ids = this.#recorded.get(participant);
      const known = ids?.get(providerMessageId);
      if (ids === undefined || known === undefined) continue;
      if (known.message.origin !== 'history' || message.origin === 'history') return false;
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
        if (ours !== undefined && rankOf(ours) >= rankOf(theirs)) {
          other.#drop(theirs);
          continue;
        }
        if (ours !== undefined) this.#drop(ours);
        own.set(providerMessageId, theirs);
      }
    }
  }

  #find({ senderIds, providerMessageId }: Revision): Entry | undefined {
    const participants = this.#chat.kind === 'group' ? senderIds : DIRECT;
    for (const participant of participants) {
      const entry = this.#recorded.get(participant)?.get(providerMessageId);
      if (entry) return entry;
    }
    return undefined;
  }

  #drop(entry: Entry): void {
    if (entry.message.id !== null) this.#queued.delete(entry.message.id);
    this.#conversation.remove(entry);
  }

  /** Everything that is kept of the chat. */
  #entries(): Set<Entry> {
    const recorded = [...this.#recorded.values()].flatMap((ids) => [...ids.values()]);
    return new Set([...recorded, ...this.#queued.values(), ...this.#conversation, ...this.#nameless]);
  }

  #idsOf(participant: string): Map<string, Entry> {
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

/** Which of two records of one message is kept: the one with the higher rank. */
function rankOf({ message }: Entry): number {
  if (message.origin === 'history') return 0;
  if (QUEUED.has(message.state)) return 1;
  return IN_CONVERSATION.has(message.state) ? 3 : 2;
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
