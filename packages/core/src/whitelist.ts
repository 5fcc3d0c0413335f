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

/** Whether the configuration allows answers in this chat. */
export function mayReply(
  chat: Chat,
  configuration: Pick<UserConfiguration, 'respond_to_whitelist' | 'respond_to_whitelist_group'>,
  settings: Pick<ChatSettings, 'allow_group_messages' | 'match_push_names'>,
): Permission {
  if (chat.kind === 'group') {
    if (!settings.allow_group_messages) return { mayReply: false, reason: 'groups_not_allowed' };
    return isListed(chat, configuration.respond_to_whitelist_group, chat.savedName)
      ? ALLOWED
      : { mayReply: false, reason: 'whitelist' };
  }
  const entries = configuration.respond_to_whitelist;
  if (isListed(chat, entries, chat.savedName)) return ALLOWED;
  if (!isListed(chat, entries, chat.pushName)) return { mayReply: false, reason: 'whitelist' };
  return settings.match_push_names ? ALLOWED : { mayReply: false, reason: 'push_name' };
}

function isListed(chat: Chat, entries: readonly string[], name: string | undefined): boolean {
  const ids = [chat.identifier, ...chat.alternateIdentifiers];
  const wanted = normaliseName(name ?? '');
  return entries.some((entry) =>
    looksLikeId(entry)
      ? ids.some((id) => sameId(entry, id))
      : wanted !== '' && normaliseName(entry) === wanted,
  );
}

/** Digits with the usual separators of phone numbers, or anything with an `@`. */
function looksLikeId(entry: string): boolean {
  return entry.includes('@') || (/\d/.test(entry) && /^[\d+\-\s()[\]]+$/.test(entry));
}

/** An entry with an `@` is a whole id; any other is the number in front of the `@` of one. */
function sameId(entry: string, id: string): boolean {
  if (entry.includes('@')) return entry.trim().toLowerCase() === id.toLowerCase();
  const [user = ''] = id.split('@');
  return /^\+?\d+$/.test(user) && digitsOf(entry) === digitsOf(user);
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

function normaliseName(name: string): string {
  return name.normalize('NFC').toLowerCase().trim().replace(/\s+/g, ' ');
}
