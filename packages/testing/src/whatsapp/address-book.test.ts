import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Contact, type Phone, startWhatsAppServer, type WhatsAppServer } from './index.ts';
import { TestClient } from './test-client.ts';

describe('the address book of an account', () => {
  let whatsapp: WhatsAppServer;
  let phone: Phone;
  let ann: Contact;
  let client: TestClient;

  beforeEach(async () => {
    whatsapp = await startWhatsAppServer({ fewKeys: true });
    phone = whatsapp.phone({ number: '15550000001', name: 'Yahav' });
    ann = whatsapp.contact({ number: '15551110001', name: 'Ann' });
    client = new TestClient(whatsapp.url);
  });

  afterEach(async () => {
    await client.close();
    await whatsapp.close();
  });

  const link = async () => {
    client.connect();
    await phone.scan(await client.qr());
    await phone.connected();
  };

  it('tells a linked device who is saved, renamed and deleted', async () => {
    await link();
    await phone.saves(ann, 'Annie');
    expect(await client.event('contacts.upsert')).toMatchObject([
      { id: ann.id, name: 'Annie', lid: ann.lid },
    ]);
    await phone.saves(ann, 'Anna');
    expect(await client.event('contacts.upsert')).toMatchObject([{ id: ann.id, name: 'Anna' }]);
    await phone.forgets(ann, { name: 'Anna' });
    // Baileys does not tell a deletion from a renaming.
    expect(await client.event('contacts.upsert')).toMatchObject([{ id: ann.id, name: 'Anna' }]);
  });

  it('can have entries under a LID', async () => {
    await link();
    await phone.saves(ann, 'Annie', { under: 'lid' });
    expect(await client.event('contacts.upsert')).toMatchObject([{ id: ann.lid, name: 'Annie' }]);
  });

  it('is given to a device that is linked later', async () => {
    await phone.saves(ann, 'Annie');
    await link();
    expect(await client.event('contacts.upsert')).toMatchObject([{ id: ann.id, name: 'Annie' }]);
    expect(whatsapp.problems).toEqual([]);
  });
});
