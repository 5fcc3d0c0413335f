import type { ValidConfiguration } from '../configuration/validate-configuration.ts';
import type { Chat } from '../contracts/message.ts';
import { Whitelist } from '../whitelist.ts';

/** A person or group that wrote to the bot, and whether it may be answered as things are configured now. */
export interface ContactView {
  chat: Chat;
  mayReply: boolean;
  /** In a word, why not: `whitelist`, `push_name`, `groups_not_allowed`, `invalid_config`; null when it may. */
  reason: string | null;
}

/** The contacts of a bot; `valid` is null when its configuration does not validate. */
export function contactViews(chats: readonly Chat[], valid: ValidConfiguration | null): ContactView[] {
  if (valid === null) return chats.map((chat) => ({ chat, mayReply: false, reason: 'invalid_config' }));
  const whitelist = new Whitelist(valid.configuration, valid.chat.settings);
  return chats.map((chat) => {
    const permission = whitelist.permission(chat);
    return {
      chat,
      mayReply: permission.mayReply,
      reason: permission.mayReply ? null : permission.reason,
    };
  });
}
