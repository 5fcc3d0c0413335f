import type { IncomingMessage, MessageAnchor } from '@chat-imposter/core';

/** What a platform remembers of the time before a bot was there. */
export class Archive {
  readonly #messages: IncomingMessage[] = [];

  /** To be called with the oldest message of a chat first. */
  add(message: IncomingMessage): void {
    this.#messages.push(message);
  }

  /** What was said in a chat at or after a time and before a message: the newest `limit`, oldest first. */
  window(
    chatId: string,
    { after, before, limit }: { after: number; before: MessageAnchor; limit: number },
  ): IncomingMessage[] {
    const time = ({ originatingTime }: IncomingMessage) => originatingTime ?? 0;
    const found = this.#messages.filter(
      (message) =>
        message.chat.identifier === chatId &&
        message.providerMessageId !== before.providerMessageId &&
        time(message) >= after &&
        time(message) <= before.originatingTime,
    );
    return limit > 0 ? found.slice(-limit) : [];
  }
}
