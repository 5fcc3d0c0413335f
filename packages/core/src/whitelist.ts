import type { ChatSettings, UserConfiguration } from './configuration/user-configuration.ts';
import type { Chat } from './contracts/message.ts';

/**
 * Whether a chat may be answered, and in a word why not:
 * `push_name` when only the name that the contact gave itself is on the list.
 */
export type Permission =
  | { mayReply: true }
  | { mayReply: false; reason: 'whitelist' | 'push_name' | 'groups_not_allowed' };

const ALLOWED: Permission = { mayReply: true };
const NOT_LISTED: Permission = { mayReply: false, reason: 'whitelist' };

/** Which chats the configuration of a bot allows it to answer in. */
export class Whitelist {
  readonly #contacts: Entries;
  readonly #groups: Entries;
  readonly #settings: Pick<ChatSettings, 'allow_group_messages' | 'match_push_names'>;

  constructor(
    configuration: Pick<UserConfiguration, 'respond_to_whitelist' | 'respond_to_whitelist_group'>,
    settings: Pick<ChatSettings, 'allow_group_messages' | 'match_push_names'>,
  ) {
    this.#contacts = sorted(configuration.respond_to_whitelist);
    this.#groups = sorted(configuration.respond_to_whitelist_group);
    this.#settings = settings;
  }

  /** Whether an answer is allowed in this chat. Costs the same however long the lists are. */
  permission(chat: Chat): Permission {
    if (chat.kind === 'group') {
      if (!this.#settings.allow_group_messages) return { mayReply: false, reason: 'groups_not_allowed' };
      return hasId(this.#groups, chat) || hasName(this.#groups, chat.savedName) ? ALLOWED : NOT_LISTED;
    }
    if (hasId(this.#contacts, chat) || hasName(this.#contacts, chat.savedName)) return ALLOWED;
    if (!hasName(this.#contacts, chat.pushName)) return NOT_LISTED;
    return this.#settings.match_push_names ? ALLOWED : { mayReply: false, reason: 'push_name' };
  }

  /** {@link permission} without the reason. */
  mayReply(chat: Chat): boolean {
    return this.permission(chat).mayReply;
  }
}

/** The entries of a list, by what they are compared with, in normal form. */
interface Entries {
  /** Whole ids. */
  ids: ReadonlySet<string>;
  /** The number in front of the `@` of an id. */
  numbers: ReadonlySet<string>;
  names: ReadonlySet<string>;
}

function sorted(entries: readonly string[]): Entries {
  const ids = new Set<string>();
  const numbers = new Set<string>();
  const names = new Set<string>();
  for (const entry of entries) {
    if (entry.includes('@')) ids.add(normaliseId(entry));
    else if (isNumber(entry)) numbers.add(digitsOf(entry));
    else names.add(normaliseName(entry));
  }
  names.delete('');
  return { ids: slim(ids), numbers: slim(numbers), names: slim(names) };
}

const NONE: ReadonlySet<string> = new Set();

/** Most lists have entries of one kind, and there is a set of each for every bot. */
function slim(entries: ReadonlySet<string>): ReadonlySet<string> {
  return entries.size === 0 ? NONE : entries;
}

function hasId(entries: Entries, { identifier, alternateIdentifiers }: Chat): boolean {
  return isListed(entries, identifier) || alternateIdentifiers.some((id) => isListed(entries, id));
}

function isListed({ ids, numbers }: Entries, id: string): boolean {
  if (ids.size > 0 && ids.has(normaliseId(id))) return true;
  if (numbers.size === 0) return false;
  const at = id.indexOf('@');
  const user = at < 0 ? id : id.slice(0, at);
  if (numbers.has(user)) return true;
  return /^\+?\d+$/.test(user) && numbers.has(digitsOf(user));
}

/** No platform has longer names, and to normalise what somebody made up takes time that grows with its square. */
const LONGEST_NAME = 1_000;

function hasName({ names }: Entries, name: string | undefined): boolean {
  if (name === undefined || names.size === 0 || name.length > LONGEST_NAME) return false;
  return names.has(normaliseName(name));
}

/** Digits with the usual separators of phone numbers. */
function isNumber(entry: string): boolean {
  return /\d/.test(entry) && /^[\d+\-\s()[\]]+$/.test(entry);
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

function normaliseId(id: string): string {
  return id.trim().toLowerCase();
}

function normaliseName(name: string): string {
  return name.normalize('NFC').toLowerCase().trim().replace(/\s+/g, ' ');
}
