import { describe, expect, it } from 'vitest';
import { ContactBook } from '../receiving/contact-book.ts';
import { MemoryCredentials } from '../testing/memory-credentials.ts';
import { ContactRecords } from './contact-records.ts';

const CONTACTS = 10_000;
const phone = (index: number) => `1555${1_000_000 + index}@s.whatsapp.net`;
const lid = (index: number) => `9555${1_000_000 + index}@lid`;
const contact = (index: number) => ({ id: phone(index), lid: lid(index), name: `Contact ${index}` });

async function opened(store = new MemoryCredentials()) {
  const records = await ContactRecords.load(store);
  return { store, records, book: new ContactBook(records, () => []) };
}

/** The bytes that a call of `work` writes. */
async function bytesWritten(store: MemoryCredentials, work: () => Promise<void>): Promise<number> {
  const before = store.writes.length;
  await work();
  const keys = store.writes.slice(before).flat();
  return keys.reduce((sum, key) => sum + (store.entries.get(key) ?? '').length, 0);
}

describe('ContactRecords', () => {
  it('writes little when one of 10,000 contacts changes, and all of them in a few writes', async () => {
    const { store, records, book } = await opened();
    const everything = await bytesWritten(store, async () => {
      // One by one, as Baileys tells them.
      for (let index = 0; index < CONTACTS; index += 1) book.learnContacts([contact(index)]);
      await records.stored();
    });
    expect(store.writes.length).toBeLessThan(5);
    expect(everything).toBeLessThan(2_000_000);
    for (let next = book.untold(500); next; next = book.untold(500)) next.told();
    await records.flush();
    const change = await bytesWritten(store, async () => {
      book.learnContacts([{ ...contact(4_711), name: 'Somebody else' }]);
      await records.stored();
    });
    expect(change).toBeLessThan(10_000);
    const nothing = await bytesWritten(store, async () => {
      for (let index = 0; index < CONTACTS; index += 1)
        if (index !== 4_711) book.learnContacts([contact(index)]);
      await records.stored();
    });
    expect(nothing).toBe(0);
    const next = await opened(store);
    expect(next.book.identityOf([lid(4_711)])).toEqual({
      identifier: phone(4_711),
      alternateIdentifiers: [lid(4_711)],
      savedName: 'Somebody else',
    });
  });

  it('tells the next process what the core was not told', async () => {
    const { store, records, book } = await opened();
    book.learnContacts([contact(1), contact(2)]);
    await records.stored();
    book.untold(1)?.told();
    await records.flush();
    const next = await opened(store);
    expect(next.book.untold(10)?.identities).toMatchObject([{ savedName: 'Contact 2' }]);
  });

  it('writes again what could not be written', async () => {
    const { store, records, book } = await opened();
    store.beforeWrite = () => Promise.reject(new Error('disk full'));
    book.learnContacts([contact(1)]);
    await expect(records.stored()).rejects.toThrow('disk full');
    store.beforeWrite = () => {};
    book.learnContacts([contact(2)]);
    await records.stored();
    const next = await opened(store);
    expect([1, 2].map((index) => next.book.identityOf([lid(index)]).identifier)).toEqual([
      phone(1),
      phone(2),
    ]);
  });

  it('has written what changed while it wrote', async () => {
    const { store, records, book } = await opened();
    store.turns = 3;
    book.learnContacts([contact(1)]);
    const stored = records.stored();
    await new Promise((resolve) => setImmediate(resolve));
    book.learnContacts([{ ...contact(1), name: 'Somebody else' }]);
    await stored;
    store.turns = 0;
    expect((await opened(store)).book.identityOf([lid(1)]).savedName).toBe('Somebody else');
  });

  it.each(['{"a":', '[{"phone":1}]', '{}'])('refuses a row that is %s', async (text) => {
    const store = new MemoryCredentials();
    store.entries.set('contacts-7', text);
    await expect(opened(store)).rejects.toThrow('contacts-7');
  });
});
