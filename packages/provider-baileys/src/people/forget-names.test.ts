import { describe, expect, it } from 'vitest';
import { createBaileysProvider } from '../baileys-provider.ts';
import { ContactBook } from '../receiving/contact-book.ts';
import { MemoryCredentials } from '../testing/memory-credentials.ts';
import { ContactRecords } from './contact-records.ts';
import { GroupSubjects } from './group-subjects.ts';

const ANN = { id: '15550001@s.whatsapp.net', lid: '9550001@lid', name: 'Canary', notify: 'canary' };
const BOB = { id: '15550002@s.whatsapp.net', name: 'Bob' };

async function known() {
  const store = new MemoryCredentials();
  const records = await ContactRecords.load(store);
  new ContactBook(records, () => []).learnContacts([ANN, BOB]);
  await records.stored();
  const subjects = await GroupSubjects.load(store);
  await subjects.learn([
    ['1@g.us', 'Canaries'],
    ['2@g.us', 'Family'],
  ]);
  return store;
}

describe('an account that is not in use', () => {
  it('forgets how somebody is called, by any id, and nobody else', async () => {
    const store = await known();
    await createBaileysProvider().forget?.(store, [ANN.lid]);
    const { id, lid } = ANN;
    const stored = [...store.entries].filter(([key]) => key.startsWith('contacts')).join();
    for (const text of ['anary', id, lid]) expect(stored).not.toContain(text);
    const book = new ContactBook(await ContactRecords.load(store), () => []);
    expect(book.identityOf([BOB.id]).savedName).toBe('Bob');
    expect(book.identityOf([ANN.id])).toEqual({ identifier: ANN.id, alternateIdentifiers: [] });
  });

  it('forgets how a group is called, and no other', async () => {
    const store = await known();
    await createBaileysProvider().forget?.(store, ['1@g.us']);
    const subjects = await GroupSubjects.load(store);
    expect([subjects.of('1@g.us'), subjects.of('2@g.us')]).toEqual([undefined, 'Family']);
  });

  it('writes nothing when there is nothing to forget', async () => {
    const store = new MemoryCredentials();
    await createBaileysProvider().forget?.(store, [ANN.id, '1@g.us']);
    expect(store.writes).toEqual([]);
  });
});
