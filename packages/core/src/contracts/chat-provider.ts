import type { ZodType } from 'zod';
import type { Clock } from './clock.ts';
import type { Logger } from './logger.ts';
import type { Identity, IncomingMessage, MessageAnchor, MessageReference } from './message.ts';
import type { Random } from './random.ts';
import type { CredentialStore } from './store.ts';

/** `linking`: a QR is waiting to be scanned. */
export type ConnectionStatus = 'disconnected' | 'connecting' | 'linking' | 'connected';

/** Why a bot is not as it should be; shown as `last_error.code`. */
export type ConnectionErrorCode =
  | 'replaced'
  | 'logged_out'
  | 'forbidden'
  | 'version_refused'
  | 'auth_corrupt'
  | 'lease_elsewhere'
  | 'store_unavailable'
  | 'quarantined'
  | 'restricted'
  | 'llm_key_missing'
  | 'llm_auth'
  | 'llm_quota'
  | 'llm_model_not_found'
  | 'link_expired';

/** A QR code to be scanned by the owner's phone. A credential: never log it. */
export interface QrCode {
  /** What the QR encodes, for terminals. */
  text: string;
  /** The same as a PNG `data:` URL, for pages. */
  dataUrl: string;
}

/** What a session says about its connection. A report replaces the one before it. */
export interface StatusReport {
  status: ConnectionStatus;
  /** Only with `linking`. */
  qr?: QrCode;
  /** What the owner types on the phone instead of scanning; only with `linking`. A credential: never log it. */
  pairingCode?: string;
  /** How much of the history the phone has told, 0 to 100; only with `connected`, and only while it is telling it. */
  historyPercent?: number;
  /**
   * What is wrong: with `disconnected` why the session stopped for good, with `connecting` what keeps it from
   * connecting. Absent when it was asked to stop, and for a connection that was merely lost.
   */
  error?: { code: ConnectionErrorCode; message: string };
}

/**
 * How a provider talks to the core.
 * Calls for one chat must be made in the order in which the platform gave the messages.
 */
export interface ChatEvents {
  /**
   * Hands over messages. Resolves when they are durable (known ones are dropped); only then may the platform
   * forget them. Rejects when the store failed: the messages were not taken, the provider must not acknowledge.
   */
  accept(messages: readonly IncomingMessage[]): Promise<void>;
  /**
   * Tells who people and groups are now: names and ids that came without a message. A chat that the core knows under
   * one of the `alternateIdentifiers` becomes one with that of `identifier`. Whoever it has no chat with is passed
   * over, so the provider tells the names again with each message. Resolves when it is durable.
   */
  contacts(identities: readonly Identity[]): Promise<void>;
  /**
   * The writer changed a message that was handed over before: what is stored of it says `content` from now on. One that
   * is not known is passed over. Resolves when it is durable; only then may the platform forget it.
   */
  edited(message: MessageReference, content: string): Promise<void>;
  /** The same for a message that was deleted for everyone: its text is forgotten, and it is answered no more. */
  deleted(message: MessageReference): Promise<void>;
  /** Reports the connection; never throws. */
  status(report: StatusReport): void;
}

/** Everything a session is given. */
export interface ChatSessionContext<Config> {
  userId: string;
  /** `chat_provider_config.provider_config`, as the provider's `configSchema` returned it. */
  config: Config;
  /** The durable secrets of this bot at this provider. */
  credentials: CredentialStore;
  events: ChatEvents;
  /** The text that was sent under a message id, for receivers who ask for it again; null when it is not known. */
  sentText(messageId: string): Promise<string | null>;
  logger: Logger;
  clock: Clock;
  random: Random;
}

/** A messaging platform. Holds no state of its own: everything of one bot is in its {@link ChatSession}. */
export interface ChatProvider<Config = unknown> {
  readonly specVersion: 1;
  /** `provider_name` in the configuration, also part of log file names. */
  readonly name: string;
  /** Other spellings of the name that documents may use. */
  readonly aliases?: readonly string[];
  /** Validates `provider_config`; output is what the session gets. */
  readonly configSchema: ZodType<Config>;
  /** Makes a session without connecting it. */
  open(context: ChatSessionContext<Config>): ChatSession;
  /** Whether the store holds the credentials of a completed link. */
  isLinked(credentials: CredentialStore): Promise<boolean>;
  /**
   * Takes the names of a person or group out of what is kept among the credentials, while there is no session. Absent where
   * none are kept.
   */
  forget?(credentials: CredentialStore, ids: readonly string[]): Promise<void>;
  /**
   * Turns 32 hex characters into a message id of the platform's own shape, always the same for the same input:
   * what makes a repeated send recognisable as a repetition.
   */
  messageIdFrom(digest: string): string;
}

/** The connection of one bot. It reconnects by itself until stopped or told by the platform that it is over. */
export interface ChatSession {
  /** Begins to connect; resolves when the attempt is under way. Linking starts when there are no credentials. */
  start(): Promise<void>;
  /** Closes the connection and keeps the credentials. When it has resolved, no event follows. */
  stop(): Promise<void>;
  /** Ends the link at the platform when it can be reached, deletes the credentials, and stops. */
  logout(): Promise<void>;
  /**
   * Sends one text under the given message id. Resolves when the platform has acknowledged it.
   * Sending the same id again is safe: the receiver shows it once.
   * @throws SendError
   */
  send(chatId: string, text: string, options: { messageId: string }): Promise<void>;
  /**
   * The chat of the account with itself, where its owner reads what is meant for nobody else; null while the platform has
   * not told who the account is. Absent where a platform has no such chat.
   */
  ownChat?(): Identity | null;
  /** The same while there is a session, and out of its memory. */
  forget?(ids: readonly string[]): Promise<void>;
  /**
   * The groups that the account is in, asked of the platform at each call. Absent where a platform does not tell.
   * @throws ImposterError `not_connected`, or `upstream_timeout` when the platform does not answer
   */
  listGroups?(): Promise<readonly Identity[]>;
  /**
   * What was said in a chat before the anchor and at or after a time, oldest first, with origin `history`: all of it,
   * or its newest `limit` messages. Absent where a platform does not tell.
   * @throws ImposterError `not_connected`, or `upstream_timeout` when not all of it could be had
   */
  fetchHistory?(
    chatId: string,
    options: { after: number; before: MessageAnchor; limit: number },
  ): Promise<readonly IncomingMessage[]>;
}

/**
 * Why a send failed: `retryable` (try again with the same id), `throttled` (the same, but the account must send more
 * slowly), `rejected` (this message never), `restricted` (the account must be silent), `closed` (no connection now; try
 * again when connected).
 */
export type SendErrorKind = 'retryable' | 'throttled' | 'rejected' | 'restricted' | 'closed';

/** The failure of {@link ChatSession.send}. */
export class SendError extends Error {
  readonly kind: SendErrorKind;

  constructor(kind: SendErrorKind, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'SendError';
    this.kind = kind;
  }
}
