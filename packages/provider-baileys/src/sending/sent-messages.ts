import type { proto } from '@whiskeysockets/baileys';

const MOST = 1_000;

/**
 * The texts we sent, for receivers who could not decrypt one and ask for it again: the last ones in memory, bounded,
 * and behind them what the core knows of, durably.
 */
export class SentMessages {
  readonly #durable: (messageId: string) => Promise<string | null>;
  readonly #texts = new Map<string, string>();

  /** @param durable gives the text that was sent under a message id, also before a restart; null when it is not known */
  constructor(durable: (messageId: string) => Promise<string | null>) {
    this.#durable = durable;
  }

  add(messageId: string, text: string): void {
    this.#texts.delete(messageId);
    const [oldest] = this.#texts.keys();
    if (oldest !== undefined && this.#texts.size >= MOST) this.#texts.delete(oldest);
    this.#texts.set(messageId, text);
  }

  /** Whether a text with this id was sent lately, by this process. */
  has(messageId: string): boolean {
    return this.#texts.has(messageId);
  }

  /**
   * The message as Baileys sends it (`generateWAMessageContent` in Utils/messages.js makes texts so). Rejects when the
   * store fails; the receiver asks again then.
   */
  async content(messageId: string | null | undefined): Promise<proto.IMessage | undefined> {
    if (!messageId) return undefined;
    const text = this.#texts.get(messageId) ?? (await this.#durable(messageId));
    return text === null ? undefined : { extendedTextMessage: { text } };
  }
}
