import type { Chat, Identity } from './contracts/message.ts';

/** What a chat that is told of turns out to be. */
export interface ToldChat {
  /** How it is called from now on: what was told, and what was known before and not told this time. */
  chat: Chat;
  /** Keys of chats that turn out to be this one, to be merged into it before anything of it is recorded. */
  merges: readonly string[];
  /** Whether it is a known chat of which something new is told. */
  isNews: boolean;
}

const NONE: readonly string[] = [];

/**
 * The chats of a bot, each under one contact key, found by any of its ids. Knows the rule by which a person that is told
 * of by another id stays one contact: a chat is known by its key, else by an alternate id that no other chat has; and it
 * is another known chat as well when that one's key is told as an alternate id of it. Sharing an alternate id is not
 * enough, because numbers are given to other people.
 */
export class Contacts {
  readonly #chats = new Map<string, Chat>();
  /** By alternate id the key of its chat; null for one that several chats have. */
  readonly #keys = new Map<string, string | null>();

  /** The key of the chat that has this id; the id itself when no chat has it, or several. */
  keyOf(id: string): string {
    return this.#chats.has(id) ? id : (this.#keys.get(id) ?? id);
  }

  /** The chat that has this id; a direct one with nothing but the id when it is unknown. */
  chatOf(id: string): Chat {
    const chat = this.#chats.get(this.keyOf(id));
    return chat ?? { kind: 'direct', identifier: id, alternateIdentifiers: [] };
  }

  /** Whether there is a chat under this key. */
  has(key: string): boolean {
    return this.#chats.has(key);
  }

  /** All of them. */
  all(): Iterable<Chat> {
    return this.#chats.values();
  }

  /** What a chat is that a message tells of. Changes nothing; what is told of a known chat in vain gives the very same object. */
  told(chat: Chat): ToldChat {
    return this.#resolve(chat, chat.kind);
  }

  /** What a chat is that is told of without a message; null when none is known by its identifier or as to be merged into it. */
  toldOf(identity: Identity): ToldChat | null {
    const known = this.#chats.get(this.keyOf(identity.identifier));
    const kind = known?.kind ?? this.#firstKnown(identity.alternateIdentifiers)?.kind;
    if (kind === undefined) return null;
    const told = this.#resolve(identity, kind);
    return told.merges.length > 0 || this.#chats.has(told.chat.identifier) ? told : null;
  }

  /** Takes up a chat as it is called now, with all that {@link told} united. */
  remember(chat: Chat): void {
    if (this.#chats.get(chat.identifier) === chat) return;
    this.#chats.set(chat.identifier, chat);
    for (const id of chat.alternateIdentifiers) {
      const key = this.#keys.get(id);
      if (key === undefined) this.#keys.set(id, chat.identifier);
      else if (key !== chat.identifier) this.#keys.set(id, null);
    }
  }

  /** A chat was merged into another, which names it among its alternate ids. */
  merged(from: string, into: Chat): void {
    this.forget(from);
    this.remember(into);
  }

  /** There is no such chat any more. */
  forget(from: string): void {
    const ids = this.#chats.get(from)?.alternateIdentifiers ?? [];
    this.#chats.delete(from);
    for (const id of ids) {
      const keys = this.#keys.get(id) === null ? this.#chatsWith(id) : [];
      if (keys.length > 1) continue;
      if (keys[0] === undefined) this.#keys.delete(id);
      else this.#keys.set(id, keys[0]);
    }
  }

  #resolve(told: Identity, kind: Chat['kind']): ToldChat {
    const key = this.#keyOfTold(told, kind);
    const merges = this.#mergedInto(key, told, kind);
    const known = this.#chats.get(key);
    if (known?.kind === kind && merges.length === 0 && isNothingNew(known, told))
      return { chat: known, merges, isNews: false };
    const before = [...(known === undefined ? [] : [known]), ...merges.map((merge) => this.chatOf(merge))];
    return { chat: united(key, kind, [told, ...before]), merges, isNews: known !== undefined };
  }

  /** What is told now outweighs what was known before: an alias is none when another known chat is told beside it. */
  #keyOfTold({ identifier, alternateIdentifiers }: Identity, kind: Chat['kind']): string {
    if (this.#chats.has(identifier)) return identifier;
    const key = this.#keys.get(identifier);
    if (key === undefined || key === null || this.#chats.get(key)?.kind !== kind) return identifier;
    const isContradicted = !alternateIdentifiers.includes(key) && this.#firstKnown(alternateIdentifiers);
    return isContradicted ? identifier : key;
  }

  #mergedInto(key: string, { alternateIdentifiers }: Identity, kind: Chat['kind']): readonly string[] {
    let merges = NONE;
    for (const id of alternateIdentifiers) {
      if (id === key || merges.includes(id) || this.#chats.get(id)?.kind !== kind) continue;
      merges = [...merges, id];
    }
    return merges;
  }

  #firstKnown(ids: readonly string[]): Chat | undefined {
    for (const id of ids) {
      const chat = this.#chats.get(id);
      if (chat !== undefined) return chat;
    }
    return undefined;
  }

  /** Goes through all chats, which happens only when a merge ends a doubt. */
  #chatsWith(id: string): string[] {
    return [...this.#chats.values()]
      .filter(({ alternateIdentifiers }) => alternateIdentifiers.includes(id))
      .map(({ identifier }) => identifier);
  }
}

function isNothingNew(
  known: Chat,
  { identifier, alternateIdentifiers, savedName, pushName }: Identity,
): boolean {
  return (
    (savedName === undefined || savedName === known.savedName) &&
    (pushName === undefined || pushName === known.pushName) &&
    isIdOf(known, identifier) &&
    alternateIdentifiers.every((id) => isIdOf(known, id))
  );
}

function isIdOf({ identifier, alternateIdentifiers }: Chat, id: string): boolean {
  return id === identifier || alternateIdentifiers.includes(id);
}

/** One chat of what is known by several names. The first that has a kind of name gives it; the ids keep their order. */
function united(key: string, kind: Chat['kind'], identities: readonly Identity[]): Chat {
  const [told, ...known] = identities as readonly [Identity, ...Identity[]];
  const ids = new Set([...known, told].flatMap((one) => [one.identifier, ...one.alternateIdentifiers]));
  ids.delete(key);
  const savedName = identities.find((one) => one.savedName !== undefined)?.savedName;
  const pushName = identities.find((one) => one.pushName !== undefined)?.pushName;
  return {
    kind,
    identifier: key,
    alternateIdentifiers: [...ids],
    ...(savedName === undefined ? {} : { savedName }),
    ...(pushName === undefined ? {} : { pushName }),
  };
}
