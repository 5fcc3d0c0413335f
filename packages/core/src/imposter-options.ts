import type { ChatProvider } from './contracts/chat-provider.ts';
import type { Clock } from './contracts/clock.ts';
import type { LlmProvider } from './contracts/llm-provider.ts';
import type { Logger } from './contracts/logger.ts';
import type { Random } from './contracts/random.ts';
import type { Store } from './contracts/store.ts';

/** How a configuration is saved. */
export interface SaveOptions {
  /** Saves only over this revision; null: only when there is none. Default: whatever there is. */
  ifRevision?: number | null;
  /**
   * Refuses groups that the stored configuration does not track yet, unless the bot is connected and its account is in
   * them. Default: false, the program is trusted.
   */
  checksNewGroups?: boolean;
}

/** How a bot is started. */
export interface StartOptions extends SaveOptions {
  /**
   * Ends an attempt to link when nobody looks: the first heartbeat may take 15 s, then each 5 s.
   * Default: false, the attempt lives until the platform ends it.
   */
  linkingHeartbeat?: boolean;
}

/** What an imposter is made of. */
export interface ImposterOptions {
  /** The messaging platforms that configurations may name. */
  chat: readonly ChatProvider[];
  /** The language models that configurations may name. Default: none, so that every configuration must be Collection Only. */
  llm?: readonly LlmProvider[];
  /** Where everything durable lives. Default: in memory, gone with the process. */
  store?: Store;
  /**
   * Seals API keys and the credentials of links in the store, with AES-256-GCM: `id:base64[,id:base64…]`, 32 bytes each. The
   * first key seals, all open. Default: they are stored as they are, and a line in the log says so.
   */
  encryptionKey?: string;
  /** Any pino-shaped logger. Default: silence. */
  logger?: Logger;
  /** Where conversation logs are written. Default: nowhere. */
  logDirectory?: string;
  /** Turns of all bots at the same time. Default: 32. */
  maxConcurrentTurns?: number;
  /** Turns of one bot at the same time. Default: 8. */
  maxConcurrentTurnsPerBot?: number;
  /**
   * Mutes contacts that answer at the rhythm of a bot, so that two bots do not talk for ever: after 10 answers in a row
   * to messages that came within 3 s of the one before, or 3 to nearly the same message, a contact is not answered for
   * 10 minutes. Turn it off for load tests only. Default: true.
   */
  loopGuard?: boolean;
  /**
   * For how many days the texts of messages are kept. Older ones are taken out of the store with what they quote and the
   * names of who wrote them, and so are the texts that were sent, and the lines of conversation logs; not what is queued,
   * nor tracked groups. It is looked after each hour. Default: for ever.
   */
  retentionDays?: number;
  /**
   * For how many days it is known that a message was recorded, when its text is gone. Only with `retentionDays`, and not
   * less. Default: 30, or `retentionDays` if that is more.
   */
  idRetentionDays?: number;
  /** Default: the machine's. */
  clock?: Clock;
  /** Default: the operating system's. */
  random?: Random;
}
