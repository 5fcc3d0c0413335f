import type { ConnectionErrorCode, ConnectionStatus, QrCode } from './chat-provider.ts';

/** `collection_only`: collects, logs and tracks, never answers, because no language model is configured. */
export type BotMode = 'fully_functional' | 'collection_only';

/** The last thing that went wrong with a bot and has not been mended since. */
export interface BotError {
  code: ConnectionErrorCode;
  /** What happened and what to do. */
  message: string;
  /** Epoch milliseconds. */
  time: number;
}

/** Where a bot stands. A configured bot that does not run is `disconnected`. */
export interface BotStatus {
  userId: string;
  /** `invalid_config`: the stored configuration does not validate. */
  status: ConnectionStatus | 'invalid_config';
  /** Only while `linking`. A credential: never log or cache it. */
  qr?: QrCode;
  /** Only while `linking` by a code, which the owner types on the phone. A credential: never log or cache it. */
  pairingCode?: string;
  /** Whether the store holds the credentials of a completed link. */
  authenticated: boolean;
  mode: BotMode;
  /** When the status began, epoch milliseconds. */
  since: number;
  /** How much of the history the phone has told, 0 to 100; only while it is telling it. */
  historyPercent?: number;
  lastError?: BotError;
}

/** What starting a bot gives. */
export interface StartedBot {
  userId: string;
  /** Names this run of the bot; another one after each start. */
  instanceId: string;
  mode: BotMode;
  /** Remarks on the configuration that did not keep it from being accepted. */
  warnings: string[];
}
