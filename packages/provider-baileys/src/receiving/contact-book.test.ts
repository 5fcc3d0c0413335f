import { describe, expect, it } from 'vitest';
import { MemoryCredentials } from '../testing/memory-credentials.ts';
import { ContactBook } from './contact-book.ts';
import { SavedNames } from './saved-names.ts';

const ann = '15551110001@s.whatsapp.net';
const annLid = '90000000001@lid';

describe('ContactBook', () => {
  async function opened(store = new MemoryCredentials(), mappings: Record<string, string> = {}) {
    const names = await SavedNames.load(store, 'contact-names');
    const book = new ContactBook(names);
    const read = async (_type: string, ids: readonly string[]) =>
      Object.fromEntries(ids.flatMap((id) => (id in mappings ? [[id, mappings[id]]] : [])));
    return { store, book, identify: (...ids: string[]) => book.identify(ids, read) };
  }

  it.each([
    ['both ids, in any order', [annLid, ann], {}, ann, [annLid]],
    ['a LID whose number was learned', [annLid], { '90000000001_reverse': '15551110001' }, ann, [annLid]],
    ['a number whose LID was learned', [ann], { '15551110001': '90000000001' }, ann, [annLid]],
    ['a LID alone', [annLid], {}, annLid, []],
    ['a number alone', [ann], {}, ann, []],
    ['a LID with a mapping that makes no sense', [annLid], { '90000000001_reverse': 'x@y' }, annLid, []],
  ])('knows who is behind %s', async (_what, ids, mappings, identifier, alternateIdentifiers) => {
    const { identify } = await opened(undefined, mappings);
    expect(await identify(...ids)).toEqual({ identifier, alternateIdentifiers });
  });

  it.each([
    ['the number', { id: ann, name: 'Annie' }],
    ['the LID', { id: annLid, name: 'Annie' }],
    ['another id with the LID beside it', { id: ann, lid: '90000000001:3@lid', name: 'Annie' }],
    ['the LID with the number beside it', { id: annLid, phoneNumber: ann, name: 'Annie' }],
  ])('finds the name that was saved under %s', async (_what, contact) => {
    const { book, identify } = await opened();
    await book.learn([contact]);
    expect((await identify(ann, annLid)).savedName).toBe('Annie');
  });

  it('keeps names for the next process', async () => {
    const { store, book } = await opened();
    await book.learn([{ id: ann, name: 'Annie' }]);
    const { identify } = await opened(store);
    expect((await identify(ann)).savedName).toBe('Annie');
  });

  it.each([
    ['a push name', { id: ann, notify: 'Mom' }],
    ['a user name that Baileys offers as a name', { id: ann, name: 'mom', username: 'mom' }],
    ['a name of a business', { id: ann, verifiedName: 'Mom' }],
    ['an empty name', { id: ann, name: '' }],
    ['the name of a group', { id: '120363000000000000@g.us', name: 'Mom' }],
  ])('does not take %s for one that the owner saved', async (_what, contact) => {
    const { store, book, identify } = await opened();
    await book.learn([contact]);
    expect(await identify(ann)).not.toHaveProperty('savedName');
    expect(store.writes).toEqual([]);
  });

  it('writes many contacts that come one by one in a few writes', async () => {
    const { store, book } = await opened();
    const learned = Array.from({ length: 500 }, (_, index) =>
      book.learn([{ id: `1555111${1_000 + index}@s.whatsapp.net`, name: `Contact ${index}` }]),
    );
    await Promise.all(learned);
    expect(store.writes.length).toBeLessThan(5);
  });

  it('refuses stored names that cannot be read', async () => {
    const store = new MemoryCredentials();
    store.entries.set('contact-names', '{"a":');
    await expect(opened(store)).rejects.toThrow('contact-names');
  });
});
