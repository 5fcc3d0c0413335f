import type { ChatSettings } from './configuration/user-configuration.ts';
import type { BotMode } from './contracts/bot.ts';
import type { Chat, MessageOrigin } from './contracts/message.ts';
import type { Whitelist } from './whitelist.ts';

/** What becomes of a message of a contact when it comes in, and in a word why. */
export type Verdict =
  /** It starts a turn. */
  | { state: 'waiting'; reason: null }
  /** It is queued and kept, but starts no turn. */
  | { state: 'collected'; reason: string }
  /** It was said before the bot came: it belongs to the conversation. */
  | { state: 'said'; reason: null }
  /** As if the bot were not in this chat: it is not even recorded. */
  | { state: 'ignored' };

/** How things stand with the bot and the contact. */
export interface Circumstances {
  mode: BotMode;
  whitelist: Whitelist;
  settings: Pick<ChatSettings, 'allow_group_messages' | 'process_offline_messages'>;
  /** The model cannot be asked at all, because its key is missing. */
  hasNoModel: boolean;
  /** The model refuses the bot until a person mends it. */
  isSuspended: boolean;
  /** The contact seems to be a bot that answers this one. */
  isMuted: boolean;
}

/** Whether a message of a contact is to be answered. */
export function verdictOn(
  { chat, origin }: { chat: Chat; origin: MessageOrigin },
  { mode, whitelist, settings, hasNoModel, isSuspended, isMuted }: Circumstances,
): Verdict {
  if (chat.kind === 'group' && !settings.allow_group_messages) return { state: 'ignored' };
  if (origin === 'history') return { state: 'said', reason: null };
  if (mode === 'collection_only') return { state: 'collected', reason: 'collection_only' };
  const permission = whitelist.permission(chat);
  if (!permission.mayReply) return { state: 'collected', reason: permission.reason };
  if (hasNoModel) return { state: 'collected', reason: 'llm_key_missing' };
  if (isSuspended) return { state: 'collected', reason: 'llm_suspended' };
  if (isMuted) return { state: 'collected', reason: 'loop_guard' };
  if (origin === 'offline' && !settings.process_offline_messages) {
    return { state: 'collected', reason: 'offline' };
  }
  return { state: 'waiting', reason: null };
}
