import { describe, expect, it } from 'vitest';
import { ContactRecords } from '../people/contact-records.ts';
import { MemoryCredentials } from '../testing/memory-credentials.ts';
import { ContactBook } from './contact-book.ts';

const ann = '15551110001@s.whatsapp.net';
const annLid = '90000000001@lid';
const own = ['15550000001@s.whatsapp.net', '90000000009@lid'];

async function opened(store = new MemoryCredentials(), mappings: Record<string, string> = {}) {
  const records = await ContactRecords.load(store);
  const book = new ContactBook(records, () => own);
  const read = async (_type: string, ids: readonly string[]) =>
    Object.fromEntries(ids.flatMap((id) => (id in mappings ? [[id, mappings[id]]] : [])));
  const untold = () => book.untold(10)?.identities ?? [];
  return { store, records, book, untold, identify: (...ids: string[]) => book.identify(ids, read) };
}

describe('ContactBook', () => {
  it.each([
    ['both ids, in any order', [annLid, ann], {}, ann, [annLid]],
    ['a LID whose number Baileys has', [annLid], { '90000000001_reverse': '15551110001' }, ann, [annLid]],
    ['a number whose LID Baileys has', [ann], { '15551110001': '90000000001' }, ann, [annLid]],
    ['a LID alone', [annLid], {}, annLid, []],
    ['a number alone', [ann], {}, ann, []],
    ['a LID with a mapping that makes no sense', [annLid], { '90000000001_reverse': 'x@y' }, annLid, []],
    ['a LID that is mapped to the owner', [annLid], { '90000000001_reverse': '15550000001' }, annLid, []],
  ])('knows who is behind %s', async (_what, ids, mappings, identifier, alternateIdentifiers) => {
    const { identify } = await opened(undefined, mappings);
    expect(await identify(...ids)).toEqual({ identifier, alternateIdentifiers });
  });

  it('keeps what it found with Baileys, and says that the core must be told', async () => {
    const first = await opened(undefined, { '90000000001_reverse': '15551110001' });
    await first.identify(annLid);
    expect(first.untold()).toEqual([{ identifier: ann, alternateIdentifiers: [annLid] }]);
    await first.records.stored();
    const { book } = await opened(first.store);
    expect(book.identityOf([ann]).alternateIdentifiers).toEqual([annLid]);
  });

  it('takes no pair that has the owner in it', async () => {
    const { book, untold } = await opened();
    book.learnPairs([
      { phone: own[0] ?? '', lid: annLid },
      { phone: ann, lid: own[1] ?? '' },
    ]);
    expect(untold()).toEqual([]);
  });

  describe('names', () => {
    it.each([
      ['the number', { id: ann, name: 'Annie' }],
      ['the LID', { id: annLid, name: 'Annie' }],
      ['another id with the LID beside it', { id: ann, lid: '90000000001:3@lid', name: 'Annie' }],
      ['the LID with the number beside it', { id: annLid, phoneNumber: ann, name: 'Annie' }],
    ])('that were saved under %s are the person’s', async (_what, contact) => {
      const { book } = await opened();
      book.learnPairs([{ phone: ann, lid: annLid }]);
      book.learnContacts([contact]);
      for (const id of [ann, annLid]) expect(book.identityOf([id]).savedName).toBe('Annie');
    });

    it('are kept for the next process, saved ones and others apart', async () => {
      const { store, records, book } = await opened();
      book.learnContacts([
        { id: ann, name: 'Annie' },
        { id: ann, notify: 'Ann 🌻' },
      ]);
      await records.stored();
      const next = await opened(store);
      expect(await next.identify(ann)).toMatchObject({ savedName: 'Annie', pushName: 'Ann 🌻' });
    });

    it.each([
      ['a push name', { id: ann, notify: 'Mom' }],
      ['a user name that Baileys offers as a name', { id: ann, name: 'mom', username: 'mom' }],
      ['a name of a business', { id: ann, verifiedName: 'Mom' }],
      ['an empty name', { id: ann, name: '' }],
      ['the name of a group', { id: '120363000000000000@g.us', name: 'Mom' }],
      ['a name for the owner', { id: own[0] ?? '', name: 'Mom' }],
    ])('are not saved by the owner when they are %s', async (_what, contact) => {
      const { book, identify } = await opened();
      book.learnContacts([contact]);
      expect(await identify(ann)).not.toHaveProperty('savedName');
      expect(await identify(own[0] ?? '')).not.toHaveProperty('savedName');
    });

    it('are told when they change, not when they are said again', async () => {
      const { book, untold } = await opened();
      for (const name of ['Annie', 'Annie', 'Anna']) {
        book.learnContacts([{ id: ann, name }]);
        expect(untold()).toMatchObject([{ identifier: ann, savedName: name }]);
      }
      book.untold(10)?.told();
      book.learnContacts([{ id: ann, name: 'Anna', notify: '' }]);
      expect(untold()).toEqual([]);
    });

    it('that are deleted are told to be gone, and not kept', async () => {
      const { store, records, book, untold } = await opened();
      book.learnContacts([{ id: ann, name: 'Annie' }]);
      book.untold(10)?.told();
      book.forgetSavedNames([ann]);
      expect(untold()).toEqual([{ identifier: ann, alternateIdentifiers: [] }]);
      book.untold(10)?.told();
      await records.flush();
      expect([...store.entries.keys()]).toEqual([]);
    });

    it('are cut when they are very long', async () => {
      const { book } = await opened();
      book.learnPushName([ann], `A${'🌻'.repeat(70_000)}`);
      expect(book.identityOf([ann]).pushName).toBe(`A${'🌻'.repeat(127)}`);
    });
  });

  it('says what is untold until it was told as it is now', async () => {
    const { book, untold } = await opened();
    book.learnPushName([ann], 'Ann');
    const introduction = book.untold(10);
    book.learnPushName([ann], 'Anna');
    introduction?.told();
    expect(untold()).toMatchObject([{ pushName: 'Anna' }]);
  });
});
