import type { BinaryNode, WAMessage } from '@whiskeysockets/baileys';
import { decodeMessageNode, proto, unpadRandomMax16 } from '@whiskeysockets/baileys';

/** The `<message>` stanzas by the encrypted parts that they carry, as long as somebody holds those. */
export class Stanzas {
  readonly #byPart = new WeakMap<Uint8Array, BinaryNode>();
  readonly #backlog = new Set<string>();

  /** Remembers a stanza that Baileys is about to decrypt. */
  remember(stanza: BinaryNode): void {
    if (isBacklog(stanza)) this.#backlog.add(stanza.attrs.id ?? '');
    if (!Array.isArray(stanza.content)) return;
    for (const { tag, content } of stanza.content) {
      if (tag === 'enc' && content instanceof Uint8Array) this.#byPart.set(content, stanza);
    }
  }

  /** The stanza that an encrypted part came in. */
  of(part: Uint8Array): BinaryNode | undefined {
    return this.#byPart.get(part);
  }

  /** Whether a stanza with this message id had waited at the platform. */
  waited(messageId: string): boolean {
    return this.#backlog.has(messageId);
  }
}

/** Whether the stanza had waited at the platform while the account was offline. */
export function isBacklog(stanza: BinaryNode): boolean {
  return stanza.attrs.offline !== undefined;
}

/** The same stanza as one that did not wait: Baileys then takes it at once, not by its own queue for those that did. */
export function withoutBacklogMark(stanza: BinaryNode): BinaryNode {
  const { offline: _, ...attrs } = stanza.attrs;
  return { ...stanza, attrs };
}

/**
 * The message that Baileys will make of a stanza and one decrypted part of it (`decryptMessageNode` in
 * Utils/decode-wa-message.js).
 * @throws when the plaintext is no message; Baileys throws then as well
 */
export function messageOf(
  stanza: BinaryNode,
  plaintext: Uint8Array,
  me: { id: string; lid?: string },
): WAMessage {
  const { fullMessage } = decodeMessageNode(stanza, me.id, me.lid ?? '');
  const content = proto.Message.decode(unpadRandomMax16(plaintext));
  return { ...fullMessage, message: content.deviceSentMessage?.message ?? content };
}
