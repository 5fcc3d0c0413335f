import type { proto } from '@whiskeysockets/baileys';

const MOST = 1_000;

/** The texts we sent last, for receivers who could not decrypt one and ask for it again. In memory, bounded. */
export class SentMessages {
  readonly #texts = new Map<string, string>();

  add(messageId: string, text: string): void {
    this.#texts.delete(messageId);
    const [oldest] = this.#texts.keys();
    if (oldest !== undefined && this.#texts.size >= MOST) this.#texts.delete(oldest);
    this.#texts.set(messageId, text);
  }

  has(messageId: string): boolean {
    return this.#texts.has(messageId);
  }

  /** The message as Baileys sends it (`generateWAMessageContent` in Utils/messages.js makes texts so). */
  content(messageId: string | null | undefined): proto.IMessage | undefined {
    const text = this.#texts.get(messageId ?? '');
    return text === undefined ? undefined : { extendedTextMessage: { text } };
  }
}
