import type {
  Chat,
  Identity,
  IncomingMessage,
  MessageReference,
  SendError,
  StatusReport,
} from '@chat-imposter/core';

/** A message as it left the bot; a repeated send of the same id is counted in `repeats`, not shown again. */
export interface FakeSentMessage {
  chatId: string;
  text: string;
  messageId: string;
  repeats: number;
}

/** The platform's side of one bot of a fake chat provider. */
export interface FakeAccount {
  readonly userId: string;
  /** What receivers see: each message id once. */
  readonly sent: readonly FakeSentMessage[];
  /** Every send, the failed ones included, in order. */
  readonly attempts: readonly { chatId: string; messageId: string }[];
  /** What the bot's session was told to be last. */
  readonly status: StatusReport['status'];
  /** Whether a bot is linked to the account. */
  readonly isLinked: boolean;
  /** The messages that the bot has not taken: oldest first. They are delivered again when the bot connects. */
  readonly unacknowledged: readonly IncomingMessage[];
  /** The platform's ids of all that the bot has not taken, edits and deletions too: oldest first. */
  readonly unacknowledgedIds: readonly string[];
  /** Whether messages of the bot arrive without the bot ever being told so. Default false. */
  losesAcknowledgements: boolean;
  /** The groups that the account is in. Default: none. */
  groups: readonly Identity[];
  /** Whether the platform does not answer who asks for the groups. Default false. */
  keepsGroupsUntold: boolean;
  /** Whether the platform answers when the bot asks for what was said before; a bot that gets no answer fails. Default true. */
  answersHistoryRequests: boolean;
  /** With what every send is refused; null when none is. */
  refusal: SendError | null;
  /** The owner's phone scans the QR: the link is complete. */
  scan(): Promise<void>;
  /** The owner's phone ends the link: the bot is told so, now or when it connects next. */
  unlink(): Promise<void>;
  /** A contact writes. Resolves when the bot has taken the message, rejects when it could not. */
  says(from: string | Partial<Chat>, text: string, more?: Partial<IncomingMessage>): Promise<IncomingMessage>;
  /** A contact writes, whether or not the bot is there. Resolves at once; {@link acknowledged} tells the rest. */
  writes(
    from: string | Partial<Chat>,
    text: string,
    more?: Partial<IncomingMessage>,
  ): Promise<IncomingMessage>;
  /**
   * Something was said before the bot was there, which the platform tells when the bot asks for it. The oldest of a
   * chat first; `more` says when it was.
   */
  remembers(
    from: string | Partial<Chat>,
    text: string,
    more: Partial<IncomingMessage> & { originatingTime: number },
  ): IncomingMessage;
  /** The writer changes a message. Resolves when the bot has taken that, rejects when it could not: then it comes again. */
  edits(message: MessageReference, text: string): Promise<void>;
  /** The same for a message that the writer deletes for everyone. */
  deletes(message: MessageReference): Promise<void>;
  /** Delivers messages as they are, together. */
  deliver(messages: readonly IncomingMessage[]): Promise<void>;
  /** Tells who people and groups are, without a message. Resolves when the bot has taken it. */
  tells(...identities: readonly Identity[]): Promise<void>;
  /** Delivers what is unacknowledged, in order, one by one until the bot refuses one; not what is with it now. */
  redeliver(): Promise<void>;
  /** Resolves when the bot has taken everything. */
  acknowledged(): Promise<void>;
  /** Resolves when the bot has sent the given number of messages in all. */
  hears(count: number): Promise<readonly FakeSentMessage[]>;
  /** The next sends fail with these errors, in order. */
  failSends(...errors: readonly SendError[]): void;
  /** Reports a status as the platform would. */
  report(report: StatusReport): void;
  /** Breaks the connection; the session comes back by itself. */
  cut(): void;
  /** Breaks the connection and takes no other until {@link comeUp}. */
  goDown(): void;
  /** Can be reached again: the session connects. */
  comeUp(): void;
}
