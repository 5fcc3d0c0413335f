import type { ChatProvider, Clock, QrCode, SendErrorKind } from '@chat-imposter/core';
import type { Lacks } from '../conformance/check.ts';
import type { InvalidConfiguration } from '../conformance/configuration-checks.ts';

/**
 * What not every platform, or not every peer, can do:
 * - `groups`: {@link ChatPeerAccount.writesInGroup}.
 * - `group_listing`: {@link ChatPeerAccount.joinsGroup} and {@link ChatPeerAccount.renamesGroup}, for providers whose
 *   sessions have `listGroups`.
 * - `own_chat`: {@link ChatPeerAccount.seenByOwner}, for providers whose sessions have `ownChat`.
 * - `untold_groups`: {@link ChatPeerAccount.keepGroupsUntold}.
 * - `other_ids`: {@link ChatPeerAccount.writesUnderOtherId}.
 * - `history`: {@link ChatPeerAccount.remembers} and {@link ChatPeerAccount.ignoresHistoryRequests}.
 * - `edits`: {@link ChatPeerAccount.edits}.
 * - `deletions`: {@link ChatPeerAccount.deletes}.
 * - `unlinking`: {@link ChatPeerAccount.unlink}.
 * - `lost_acknowledgements`: {@link ChatPeerAccount.loseAcknowledgements}.
 * - `rejected`, `restricted`, `retryable`, `throttled`: {@link ChatPeerAccount.refuseSends} with this kind.
 */
export type ChatAbility =
  | 'groups'
  | 'group_listing'
  | 'own_chat'
  | 'untold_groups'
  | 'other_ids'
  | 'history'
  | 'edits'
  | 'deletions'
  | 'unlinking'
  | 'lost_acknowledgements'
  | Exclude<SendErrorKind, 'closed'>;

/** What the suite needs to know of a provider. */
export interface ChatProviderConformanceOptions {
  /** Starts a platform with nobody linked, and a provider that reaches it. Each test has its own. */
  create(): Promise<ChatPeer>;
  /**
   * A valid `provider_config`.
   * @default {}
   */
  config?: unknown;
  /** Configurations that are wrong in one place each; at least one. */
  invalidConfigs: readonly InvalidConfiguration[];
  /** What `messageIdFrom` gives, from its first to its last character. */
  messageIdShape: RegExp;
  /**
   * The longest text that the platform carries in one message, in bytes of UTF-8.
   * @default 70000, more than the core takes
   */
  longestText?: number;
  /** What is not tried, each with the reason; it is printed. */
  lacks?: Lacks<ChatAbility>;
  /**
   * Milliseconds after which something that does not happen counts as broken.
   * @default 20000
   */
  patienceMs?: number;
}

/** The other side of a provider: a platform that the suite drives. */
export interface ChatPeer {
  readonly provider: ChatProvider;
  /**
   * The clock that sessions are given. One that holds long timers back keeps the suite independent of how fast the
   * machine is. Waits that are random are given the fraction 0.
   * @default the machine's own
   */
  readonly clock?: Clock;
  /** The account of a bot, with nothing linked to it. Called after the bot's session was opened, once per bot. */
  account(userId: string): ChatPeerAccount;
  /** Ends the platform; all sessions have stopped. */
  dispose(): Promise<void>;
}

/** A message as people see it. */
export interface SeenMessage {
  messageId: string;
  text: string;
}

/** A message that somebody wrote. */
export interface WrittenMessage {
  /** The platform's id of it. */
  messageId: string;
}

/** A message from before the bot was there. */
export interface OldMessage {
  /** The contact who wrote it; null for the owner. */
  from: string | null;
  text: string;
  /** Epoch milliseconds, whole seconds. */
  sentAt: number;
}

/**
 * One account of the platform. People and groups are named by words of the suite, such as `ann`: the peer invents
 * them when they are named first, and they are the same for all accounts.
 */
export interface ChatPeerAccount {
  /** Whether a bot is linked to the account, as the platform sees it. */
  readonly isLinked: boolean;
  /** The platform's ids of the messages, edits and deletions that the bot has not acknowledged. */
  readonly unacknowledged: readonly string[];
  /** The owner's phone scans a QR. */
  scan(qr: QrCode): Promise<void>;
  /** A contact writes. Resolves when the platform has the message, whether or not the bot is there. */
  writes(contact: string, text: string): Promise<WrittenMessage>;
  /** The same contact writes, named by the platform with another of its ids. */
  writesUnderOtherId?(contact: string, text: string): Promise<WrittenMessage>;
  /** A contact writes in a group that the account is in. */
  writesInGroup?(group: string, contact: string, text: string): Promise<WrittenMessage>;
  /** The account comes into a group whose subject is its name in the suite. */
  joinsGroup?(group: string): void | Promise<void>;
  /** A group that the account is in gets another subject; in the suite it keeps its name. */
  renamesGroup?(group: string, subject: string): void | Promise<void>;
  /** From now on the platform does not answer who asks for the groups of the account; with false, it does again. */
  keepGroupsUntold?(isUntold: boolean): void;
  /** The owner writes to a contact by hand. */
  ownerWrites(contact: string, text: string): Promise<WrittenMessage>;
  /**
   * The platform remembers what was said with a contact, or in a group that was written in before, oldest first: it
   * tells when it is asked, not by itself.
   */
  remembers?(contactOrGroup: string, messages: readonly OldMessage[]): readonly WrittenMessage[];
  /**
   * From now on nobody answers when the bot asks for what was said before. A held clock lets go what waits for that.
   */
  ignoresHistoryRequests?(): void | Promise<void>;
  /** Who wrote a message, a contact or the owner, changes it. Gives the platform's id of the edit itself. */
  edits?(message: WrittenMessage, text: string): Promise<WrittenMessage>;
  /** Who wrote a message, a contact or the owner, deletes it for everyone. Gives the platform's id of the deletion itself. */
  deletes?(message: WrittenMessage): Promise<WrittenMessage>;
  /** What a contact, or the members of a group, see of what the bot of this account sent; oldest first. */
  seenBy(contactOrGroup: string): readonly SeenMessage[];
  /** What the owner sees of what was acknowledged of the bot's in the chat of the account with itself; oldest first. */
  seenByOwner?(): readonly SeenMessage[];
  /** Resolves when they see so many messages of the bot. */
  sees(contactOrGroup: string, count: number): Promise<unknown>;
  /** Resolves when the bot has acknowledged everything. */
  acknowledged(): Promise<unknown>;
  /** Makes the platform deliver again what is not acknowledged. Does nothing where that happens by itself. */
  redeliver(): void | Promise<void>;
  /** Breaks the connection of the bot, which may come back at once. */
  cut(): void;
  /** Breaks the connection of the bot, and lets none come about until {@link comeUp}. */
  goDown(): void;
  /** Lets the bot connect again. A held clock lets go what waits for that. */
  comeUp(): void | Promise<void>;
  /** From now on what the bot sends arrives without the bot being told so; with false, it is told again. */
  loseAcknowledgements?(isLost: boolean): void;
  /** From now on the platform refuses what the bot sends, in the way that this kind stands for; null: no longer. */
  refuseSends?(kind: Exclude<SendErrorKind, 'closed'> | null): void;
  /** The owner ends the link on the phone. */
  unlink?(): void | Promise<void>;
}
