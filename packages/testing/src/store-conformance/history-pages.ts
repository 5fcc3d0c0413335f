import type { HistoryQuery, Store, StoredMessage } from '@chat-imposter/core';

/** All pages of the history, one after the other; `between` is done before each but the first, and may change the store. */
export async function pagesOf(
  subject: { store: Store },
  userId: string,
  query: Omit<HistoryQuery, 'before'>,
  between: () => Promise<void> = async () => {},
): Promise<StoredMessage[][]> {
  const pages: StoredMessage[][] = [];
  for (let before: string | null = null; ; ) {
    const page = await subject.store.messages.history(userId, { ...query, before });
    pages.push(page.messages);
    if (page.next === null) return pages;
    if (pages.length > 1_000) throw new Error('There is always another page.');
    before = page.next;
    await between();
  }
}
