import type { FakeSentMessage } from './fake-account.ts';

/** What a bot has sent, as receivers see it. */
export class Outbox {
  readonly #sent = new Map<string, FakeSentMessage>();
  #grown = Promise.withResolvers<void>();

  /** Each message id once, in the order in which they came first. */
  get sent(): readonly FakeSentMessage[] {
    return [...this.#sent.values()];
  }

  /** Shows a message, or counts the repetition of one that is shown. */
  record(chatId: string, text: string, messageId: string): void {
    const known = this.#sent.get(messageId);
    if (known !== undefined) known.repeats += 1;
    else this.#sent.set(messageId, { chatId, text, messageId, repeats: 0 });
    this.#grown.resolve();
    this.#grown = Promise.withResolvers();
  }

  /** Resolves with the first messages when there are that many. */
  async first(count: number): Promise<readonly FakeSentMessage[]> {
    while (this.#sent.size < count) await this.#grown.promise;
    return this.sent.slice(0, count);
  }
}
