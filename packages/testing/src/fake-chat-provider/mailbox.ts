import type { ChatEvents, IncomingMessage } from '@chat-imposter/core';

/** Messages for a bot, until it has taken them. */
export class Mailbox {
  readonly #waiting = new Map<string, IncomingMessage>();
  /** Keys of what was written while the bot was there, and has not been with it yet. */
  readonly #fresh = new Set<string>();
  /** Keys of what is with the bot now. */
  readonly #handed = new Set<string>();
  #served: ChatEvents | null = null;
  #serving: Promise<void> = Promise.resolve();
  #emptied = Promise.withResolvers<void>();

  /** Oldest first. */
  get waiting(): readonly IncomingMessage[] {
    return [...this.#waiting.values()];
  }

  /** Keeps a message until the bot has taken it; `isLive` when the bot is there. */
  add(message: IncomingMessage, isLive: boolean): void {
    const key = keyOf(message);
    this.#waiting.set(key, message);
    if (isLive) this.#fresh.add(key);
  }

  /** Hands messages over at once, together. Rejects when the bot does not take them; they stay then. */
  async deliver(messages: readonly IncomingMessage[], events: ChatEvents): Promise<void> {
    const keys = messages.map(keyOf);
    for (const message of messages) this.add(message, true);
    for (const key of keys) {
      this.#handed.add(key);
      this.#fresh.delete(key);
    }
    try {
      await events.accept(messages);
      for (const key of keys) this.#waiting.delete(key);
    } finally {
      for (const key of keys) this.#handed.delete(key);
    }
    if (this.#waiting.size === 0) this.#emptied.resolve();
  }

  /**
   * Hands over what waits and what is added meanwhile, one by one in order: as long as `mayGoOn`, and until the bot
   * refuses one.
   */
  serve(events: ChatEvents, mayGoOn: () => boolean): Promise<void> {
    if (this.#served !== events) {
      this.#served = events;
      this.#serving = this.#serve(events, mayGoOn);
    }
    return this.#serving;
  }

  /** Resolves when nothing waits. */
  async emptied(): Promise<void> {
    while (this.#waiting.size > 0) {
      this.#emptied = Promise.withResolvers();
      await this.#emptied.promise;
    }
  }

  async #serve(events: ChatEvents, mayGoOn: () => boolean): Promise<void> {
    // What is added to a map while it is gone through is met, too.
    for (const [key, message] of this.#waiting) {
      if (!mayGoOn() || this.#served !== events) break;
      if (this.#handed.has(key)) continue;
      const isTaken = await this.deliver([this.#asItComes(key, message)], events).then(
        () => true,
        () => false,
      );
      if (!isTaken) break;
    }
    if (this.#served === events) this.#served = null;
  }

  #asItComes(key: string, message: IncomingMessage): IncomingMessage {
    return message.origin === 'live' && !this.#fresh.has(key) ? { ...message, origin: 'offline' } : message;
  }
}

function keyOf({ chat, sender, providerMessageId }: IncomingMessage): string {
  return JSON.stringify([chat.identifier, sender.identifier, providerMessageId]);
}
