import type { ChatEvents, IncomingMessage } from '@chat-imposter/core';
import { type Mail, messageMail } from './mail.ts';

/** What is for a bot, until it has taken it. */
export class Mailbox {
  readonly #waiting = new Map<string, Mail>();
  /** Keys of what was written while the bot was there, and has not been with it yet. */
  readonly #fresh = new Set<string>();
  /** Keys of what is with the bot now. */
  readonly #handed = new Set<string>();
  #served: ChatEvents | null = null;
  #serving: Promise<void> = Promise.resolve();
  #emptied = Promise.withResolvers<void>();

  /** Oldest first. */
  get waiting(): readonly Mail[] {
    return [...this.#waiting.values()];
  }

  /** Keeps something until the bot has taken it; `isLive` when the bot is there. */
  add(mail: Mail, isLive: boolean): void {
    this.#waiting.set(mail.key, mail);
    if (isLive) this.#fresh.add(mail.key);
  }

  /** Hands messages over at once, together. Rejects when the bot does not take them; they stay then. */
  async deliver(messages: readonly IncomingMessage[], events: ChatEvents): Promise<void> {
    const mails = messages.map(messageMail);
    for (const mail of mails) this.add(mail, true);
    await this.#handOver(mails, () => events.accept(messages));
  }

  /** Hands one thing over. Rejects when the bot does not take it; it stays then. */
  async deliverOne(mail: Mail, events: ChatEvents): Promise<void> {
    await this.#handOver([mail], () => mail.handOver(events, !this.#fresh.has(mail.key)));
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
    for (const [key, mail] of this.#waiting) {
      if (!mayGoOn() || this.#served !== events) break;
      if (this.#handed.has(key)) continue;
      const isTaken = await this.deliverOne(mail, events).then(
        () => true,
        () => false,
      );
      if (!isTaken) break;
    }
    if (this.#served === events) this.#served = null;
  }

  async #handOver(mails: readonly Mail[], handOver: () => Promise<void>): Promise<void> {
    for (const { key } of mails) this.#handed.add(key);
    const handed = handOver();
    for (const { key } of mails) this.#fresh.delete(key);
    try {
      await handed;
      for (const { key } of mails) this.#waiting.delete(key);
    } finally {
      for (const { key } of mails) this.#handed.delete(key);
    }
    if (this.#waiting.size === 0) this.#emptied.resolve();
  }
}
