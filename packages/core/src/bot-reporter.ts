import type { UserConfiguration } from './configuration/user-configuration.ts';
import { ImposterError } from './contracts/errors.ts';
import type { TurnStage } from './contracts/events.ts';
import type { Message } from './contracts/message.ts';
import type { StoredMessage, Turn } from './contracts/store.ts';
import { truncate } from './limits.ts';
import type { LogSubject } from './logging/log-line.ts';
import type { Eviction } from './queue/correspondent-queue.ts';
import type { Surroundings } from './surroundings.ts';

/** Tells what happens to a bot: to its conversation logs, to the application's events and log. */
export class BotReporter {
  readonly #configuration: UserConfiguration;
  readonly #providerName: string;
  readonly #surroundings: Surroundings;

  constructor(configuration: UserConfiguration, providerName: string, surroundings: Surroundings) {
    this.#configuration = configuration;
    this.#providerName = providerName;
    this.#surroundings = surroundings;
  }

  accepted(message: StoredMessage): void {
    const { emit, logger } = this.#surroundings;
    const { correspondentId } = message;
    this.#log(correspondentId, message);
    if (message.reason === 'push_name') {
      logger.warn(
        { userId: this.#userId, messageId: message.id },
        'not answered: only the name that the contact gave itself is on the whitelist (match_push_names is off)',
      );
    }
    const { state, reason } = message;
    // A copy: listeners may do with it what they like.
    emit('message', { userId: this.#userId, correspondentId, message: { ...message }, state, reason });
  }

  evicted({ message, reason, before, newMessageSize }: Eviction): void {
    const { emit, retentionLogger, logger, clock } = this.#surroundings;
    const { id: messageId, correspondentId, acceptedTime, size } = message;
    const wasWaiting = message.state === 'waiting';
    const limits = this.#configuration.queue_config;
    retentionLogger?.eviction(
      this.#subject(correspondentId),
      { messageId, acceptedTime, size, reason, before, newMessageSize, limits },
      clock.now(),
    );
    if (wasWaiting)
      logger.warn({ userId: this.#userId, messageId, reason }, 'a message was evicted before its answer');
    emit('eviction', { userId: this.#userId, correspondentId, messageId, reason, wasWaiting });
  }

  /** Two contacts turned out to be one. */
  merged(from: string, into: string): void {
    const { emit, retentionLogger, clock } = this.#surroundings;
    retentionLogger?.merge(this.#subject(into), from, clock.now());
    emit('merge', { userId: this.#userId, from, into });
  }

  /** A message says something else. */
  edited(message: StoredMessage): void {
    const { emit, retentionLogger, clock } = this.#surroundings;
    const { correspondentId } = message;
    retentionLogger?.edit(this.#subject(correspondentId), this.#asQueued(message), clock.now());
    emit('edit', { userId: this.#userId, correspondentId, message: { ...message } });
  }

  /** The text of a message is gone. */
  deleted(message: StoredMessage): void {
    const { emit, retentionLogger, clock } = this.#surroundings;
    const { correspondentId } = message;
    retentionLogger?.deletion(this.#subject(correspondentId), message, clock.now());
    emit('deletion', { userId: this.#userId, correspondentId, message: { ...message } });
  }

  /** The platform acknowledged a part of an answer. */
  sent(message: StoredMessage): void {
    const { correspondentId, content, providerMessageId } = message;
    this.#log(correspondentId, message);
    this.#surroundings.emit('reply', {
      userId: this.#userId,
      correspondentId,
      text: content,
      providerMessageId: providerMessageId ?? '',
    });
  }

  /** A turn went on or ended. */
  turned(turn: Turn, stage: TurnStage): void {
    const { turnId, correspondentId, messageIds, parts, reason, usage, plannedTime } = turn;
    this.#surroundings.emit('turn', {
      userId: this.#userId,
      correspondentId,
      turnId,
      messageIds,
      stage,
      reason,
      parts: parts.length,
      usage,
      durationMs: this.#surroundings.clock.now() - plannedTime,
    });
  }

  /** A contact is not answered for a while. */
  muted(correspondentId: string): void {
    const message =
      'A contact answers at the rhythm of a bot; it is not answered for 10 minutes, what it writes is collected.';
    this.failed(correspondentId, new ImposterError('loop_suspected', message));
  }

  failed(correspondentId: string | null, cause: unknown): void {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    this.#surroundings.logger.warn({ err: error, userId: this.#userId }, 'something failed');
    this.#surroundings.emit('failure', { userId: this.#userId, correspondentId, error });
  }

  #log(correspondentId: string, message: Message): void {
    this.#surroundings.retentionLogger?.message(this.#subject(correspondentId), this.#asQueued(message));
  }

  #asQueued(message: Message): Message {
    const { queue_config: limits } = this.#configuration;
    return { ...message, content: truncate(message.content, limits.max_characters_single_message) };
  }

  #subject(correspondentId: string): LogSubject {
    return { providerName: this.#providerName, userId: this.#userId, correspondentId };
  }

  get #userId(): string {
    return this.#configuration.user_id;
  }
}
