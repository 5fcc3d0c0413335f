import type { StoredMessage, Turn } from '@chat-imposter/core';

/** Which messages the open turns are about: a prompt may show older ones next to them. */
export class PlannedMessages {
  readonly #idsOfRows = new Map<string, string>();
  readonly #planned = new Map<string, Set<string>>();

  /** Rows that the store has. */
  know(rows: readonly (StoredMessage | null)[]): void {
    for (const row of rows) {
      if (row === null) continue;
      this.#idsOfRows.set(`${row.correspondentId} ${row.id}`, row.providerMessageId ?? '');
    }
  }

  plan({ correspondentId, messageIds }: Turn): void {
    const ids = messageIds.map((id) => this.#idsOfRows.get(`${correspondentId} ${id}`) ?? '');
    this.#planned.set(correspondentId, new Set(ids));
  }

  /** Whether the newest plan of a chat has this message. */
  has(chatId: string, messageId: string): boolean {
    return this.#planned.get(chatId)?.has(messageId) ?? false;
  }
}
