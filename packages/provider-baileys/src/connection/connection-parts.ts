import type { Clock, CredentialStore, Logger, Random } from '@chat-imposter/core';
import type { SocketConfig } from '@whiskeysockets/baileys';
import type { Credentials } from '../credentials/credentials.ts';
import type { HistorySync } from '../history/history-sync.ts';
import type { ContactBook } from '../receiving/contact-book.ts';
import type { DecryptedParts } from '../receiving/decrypted-parts.ts';
import type { GroupDirectory } from '../receiving/group-directory.ts';
import type { Receiver } from '../receiving/receiver.ts';
import type { SentMessages } from '../sending/sent-messages.ts';
import type { Disconnect } from './disconnect.ts';

/** What outlives a connection. */
export interface ConnectionParts {
  store: CredentialStore;
  credentials: Credentials;
  receiver: Receiver;
  contacts: ContactBook;
  groups: GroupDirectory;
  /** Gets what was learned of people stored, and told to the core. Rejects when that failed. */
  introduce: () => Promise<void>;
  decrypted: DecryptedParts;
  sent: SentMessages;
  history: HistorySync;
  /** The ids of the account itself, in canonical form. */
  ownIds: () => readonly string[];
  options: Partial<SocketConfig>;
  /** The number of the account to be linked, when it is to be linked by a code. */
  pairingPhoneNumber: string | undefined;
  clock: Clock;
  random: Random;
  logger: Logger;
}

/** What a connection tells. It does so until it is over, also after {@link Connection.end} was called. */
export interface ConnectionListener {
  /** A QR is to be scanned; replaces the one before it. */
  onQr(text: string): void;
  /** The owner may type this code on the phone; replaces the one before it. */
  onPairingCode(code: string): void;
  /** The phone took the device, and the credentials are complete. */
  onPaired(): void;
  onOpen(): void;
  /** How much of the history the phone has told, in percent; null: it is telling it no more. */
  onHistory(percent: number | null): void;
  /** The connection is over, and nothing of it is under way. */
  onClosed(disconnect: Disconnect): void;
}
