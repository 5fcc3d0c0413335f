import type { Chat } from '../contracts/message.ts';
import { Whitelist } from '../whitelist.ts';

/**
 * The key of the one chat that an entry means: an id, a telephone number, or a name that is saved in the address book, as
 * in a whitelist. Null when it means none, or several.
 */
export function contactMeant(entry: string, chats: Iterable<Chat>): string | null {
  const meant = new Whitelist(
    { respond_to_whitelist: [entry], respond_to_whitelist_group: [entry] },
    { allow_group_messages: true, match_push_names: false },
  );
  let found: string | null = null;
  for (const chat of chats) {
    if (!meant.mayReply(chat)) continue;
    if (found !== null) return null;
    found = chat.identifier;
  }
  return found;
}
