const SENDABLE = /^\d+(:\d+)?@(s\.whatsapp\.net|lid)$|^[\d-]+@g\.us$/;

/**
 * Whether a text is the id of a person or a group. WhatsApp answers a stanza to anything else by closing the
 * connection.
 */
export function isSendableId(chatId: string): boolean {
  return SENDABLE.test(chatId);
}
