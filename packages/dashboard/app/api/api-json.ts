import type { MessageJson, UsageJson } from '@chat-imposter/core';

export type {
  EventKind,
  MessageJson,
  PartyJson,
  PeriodJson,
  UsageJson,
} from '@chat-imposter/core';

/** Where a bot stands. */
export type BotStatusName = 'disconnected' | 'connecting' | 'linking' | 'connected' | 'invalid_config';

/** The answer of `GET chatbot/:user_id/status`. Times are epoch milliseconds. */
export interface BotStatusJson {
  user_id: string;
  status: BotStatusName;
  /** A PNG as data URL; only while linking. */
  qr?: string;
  /** Only while linking by a code. */
  pairing_code?: string;
  authenticated: boolean;
  mode: 'fully_functional' | 'collection_only';
  since: number;
  /** How much of the history the phone has told, 0 to 100; only while it is telling it. */
  history_percent?: number;
  last_error?: BotErrorJson;
}

/** What is wrong with a bot, and what to do. */
export interface BotErrorJson {
  code: string;
  message: string;
  time: number;
}

/** An entry of `GET api/configurations/status`. */
export type BotListEntryJson = Pick<BotStatusJson, 'user_id' | 'status' | 'authenticated'>;

/** The document of a bot: what the dashboard itself reads of it. The rest stays as it is. */
export interface ConfigurationJson {
  user_id: string;
  chat_provider_config?: { provider_name?: string; provider_config?: Record<string, unknown> };
  llm_provider_config?: { provider_name?: string; provider_config?: Record<string, unknown> } | null;
  respond_to_whitelist?: string[];
  respond_to_whitelist_group?: string[];
  [key: string]: unknown;
}

/** A message of a conversation. */
export interface ConversationMessageJson extends MessageJson {
  state: string;
  reason: string | null;
}

/** An hour of `GET api/usage/:user_id`. */
export interface HourOfUsageJson extends UsageJson {
  start: number;
  turns: number;
}

export interface ContactJson {
  correspondent_id: string;
  kind: 'direct' | 'group';
  display_name: string;
  alternate_identifiers: readonly string[];
  may_be_answered: boolean;
  /** In a word, why not. */
  reason: string | null;
}

/** A group that the account of a bot is in. */
export interface GroupJson {
  id: string;
  subject: string;
}
