import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Contact, type Phone, startWhatsAppServer, type WhatsAppServer } from './index.ts';
import { TestClient } from './test-client.ts';

describe('redelivery', () => {
  let whatsapp: WhatsAppServer;
  let phone: Phone;
  let ann: Contact;
  let client: TestClient;

  beforeEach(async () => {
    whatsapp = await startWhatsAppServer();
    phone = whatsapp.phone({ number: '15550000001', name: 'Yahav' });
    ann = whatsapp.contact({ number: '15551110001', name: 'Ann' });
    client = new TestClient(whatsapp.url);
    client.connect();
    await phone.scan(await client.qr());
    await phone.connected();
  });

  afterEach(async () => {
    await client.close();
    await whatsapp.close();
  });

  const reconnect = async () => {
    client.connect();
    await phone.connected();
  };

  it('delivers what was said while the client was away, marked as such and in order', async () => {
    await client.close();
    await phone.disconnected();
    const sent = [await ann.says('one'), await ann.says('two'), await phone.types(ann, 'three')];
    expect(phone.unconfirmed).toEqual(sent.map(({ id }) => id));

    await reconnect();
    for (const [index, text] of ['one', 'two', 'three'].entries()) {
      const type = 'append';
      expect(await client.receives()).toMatchObject({
        id: sent[index]?.id,
        text,
        type,
        fromMe: text === 'three',
      });
    }
    await phone.confirmed();
    expect(whatsapp.problems).toEqual([]);
  });

  it('announces how much waits', async () => {
    await client.close();
    await phone.disconnected();
    await ann.says('one');
    await ann.says('two');
    const places: unknown[] = [];
    const told = (event: string) =>
      new Promise((resolve) => {
        client.socket.ws.once(event, ({ content }: { content: { attrs: unknown }[] }) =>
          resolve(content[0]?.attrs),
        );
      });
    client.connect();
    client.socket.ws.on('CB:message', ({ attrs }: { attrs: { offline?: string } }) =>
      places.push(attrs.offline),
    );
    const [announced, done] = [told('CB:ib,,offline_preview'), told('CB:ib,,offline')];
    expect(await announced).toMatchObject({ count: '2', message: '2', receipt: '0' });
    expect(await done).toEqual({ count: '2' });
    expect(places).toEqual(['0', '1']);
    await phone.confirmed();
  });

  it('delivers a message again until the client has confirmed it', async () => {
    client.keys.stalled = true;
    const { id } = await ann.says('do not lose me');
    while ((await client.stanza()) !== id);
    await client.close();
    expect(phone.unconfirmed).toEqual([id]);
    expect(client.messages.filter((message) => message.id === id)).toEqual([]);

    client.keys.stalled = false;
    await reconnect();
    expect(await client.receives()).toMatchObject({ id, text: 'do not lose me', type: 'append' });
    await phone.confirmed();
    expect(ann.receipts).toHaveLength(1);

    await client.close();
    await phone.disconnected();
    await reconnect();
    await ann.says('last');
    expect((await client.receives()).text).toBe('last');
  });

  it('delivers on a new connection what a frozen one swallowed', async () => {
    phone.freeze();
    const { id } = await ann.says('into the void');
    await client.close();
    await reconnect();
    expect(await client.receives()).toMatchObject({ id, text: 'into the void' });
    await phone.confirmed();
  });

  it('keeps the receipts of the contact for a client that went away', async () => {
    const { ws } = client.socket;
    ws.prependListener('CB:receipt', () => void ws.close());
    await client.sends(ann.id, 'hello');
    await phone.disconnected();
    const receipts = new Promise((resolve) => {
      client.connect();
      client.socket.ws.once('CB:receipt', resolve);
    });
    await expect(receipts).resolves.toMatchObject({ attrs: { from: ann.id, offline: '0' } });
  });
});
