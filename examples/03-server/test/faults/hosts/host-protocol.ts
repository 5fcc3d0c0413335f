/**
 * Which program takes messages from WhatsApp: `imposter` is a bot of Chat Imposter, `stock` a program on Baileys alone,
 * which stores a message as the first thing in its `messages.upsert` handler, as Baileys' documentation advises.
 */
export type HostKind = 'imposter' | 'stock';

/**
 * Where a host is held while a message comes in: before what its decryption changed in the keys is durable, or after
 * that and before the receipt is sent.
 */
export type CommitSide = 'before' | 'after';

/** How a message is encrypted: for a new session, for one that both sides know, and for a group. */
export type EncryptionType = (typeof encryptionTypes)[number];

/** Every such way. */
export const encryptionTypes = ['pkmsg', 'msg', 'skmsg'] as const;

/** What a host is made with. */
export interface HostOptions {
  /** The file in which everything is kept that outlives the process. */
  databasePath: string;
  webSocketUrl: string;
  /** The bots in this process, by the ids of their users. */
  userIds: readonly string[];
  /** Numbers of the contacts that an `imposter` answers. */
  numbers: readonly string[];
  /** Of how many messages each of those answers consists. */
  parts: number;
  /** Whether it answers what came while it was away. */
  answersOffline: boolean;
}

/** What a host is told. */
export type ToHost =
  | { kind: 'begin'; options: HostOptions }
  /** Stops there when the next message for this bot has come so far. */
  | { kind: 'hold'; userId: string; side: CommitSide }
  /** Goes on. */
  | { kind: 'release'; userId: string }
  /** A `stock` host writes to a contact. */
  | { kind: 'say'; userId: string; to: string; text: string }
  | { kind: 'tell_lag' }
  | { kind: 'stop' };

/** What a host tells. */
export type FromHost =
  /** Everything is loaded; it may begin. */
  | { kind: 'loaded' }
  | { kind: 'qr'; userId: string; text: string }
  | { kind: 'connected'; userId: string }
  /** It has heard that it is to be held. */
  | { kind: 'ordered'; userId: string }
  /** It is held, with a message that was encrypted like this. */
  | { kind: 'held'; userId: string; type: string }
  /** A message is in its file. */
  | { kind: 'recorded'; userId: string; text: string }
  /** The model was asked. */
  | { kind: 'asked' }
  /** A part of a message could not be decrypted. */
  | { kind: 'undecryptable'; reason: string }
  | { kind: 'lag'; lag: Lag }
  | { kind: 'failure'; message: string };

/** How long the event loop of a host was busy at a time since its first message was recorded, in milliseconds. */
export interface Lag {
  maxMs: number;
  p99Ms: number;
  meanMs: number;
  /** The most that the process computed at a time: what of it was not the fault of other processes. */
  maxComputingMs: number;
}
