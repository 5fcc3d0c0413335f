import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Contact, type Phone, startWhatsAppServer, type WhatsAppServer } from './index.ts';
import { TestClient } from './test-client.ts';

describe('a conversation', () => {
  let whatsapp: WhatsAppServer;
  let phone: Phone;
  let client: TestClient;
  let contacts = 0;

  beforeAll(async () => {
    whatsapp = await startWhatsAppServer();
    phone = whatsapp.phone({ number: '15550000001', name: 'Yahav' });
    client = new TestClient(whatsapp.url);
    client.connect();
    await phone.scan(await client.qr());
    await phone.connected();
  });

  afterAll(async () => {
    await client.close();
    await whatsapp.close();
  });

  const newContact = (name: string): Contact => whatsapp.contact({ number: `1555111000${++contacts}`, name });
  const reply = (to: Contact, text: string, id?: string) => client.sends(to.id, text, id);

  it('brings what a contact says to the client, and what the client answers to the contact', async () => {
    const ann = newContact('Ann');
    const { id } = await ann.says('hi');
    expect(await client.receives()).toEqual({ id, text: 'hi', chat: ann.id, fromMe: false, type: 'notify' });
    await phone.confirmed();
    expect(ann.receipts).toEqual([{ id, type: 'inactive' }]);

    await reply(ann, 'hello', '3EB0AAAAAAAAAAAAAAAAAA');
    const heard = { id: '3EB0AAAAAAAAAAAAAAAAAA', text: 'hello', from: phone.id, device: 2 };
    expect(await ann.hears()).toEqual(heard);
    expect(ann.heard).toEqual([heard]);
  });

  it('goes on after the first exchange, in the order in which everything was said', async () => {
    const ann = newContact('Ann');
    const keysBefore = phone.devices.get(2)?.oneTimeKeyCount ?? 0;
    await Promise.all(['1', '2', '3'].map((text) => ann.says(text)));
    expect(phone.devices.get(2)?.oneTimeKeyCount).toBe(keysBefore - 1);
    for (const text of ['1', '2', '3']) expect((await client.receives()).text).toBe(text);
    await reply(ann, 'a');
    await ann.says('4');
    await reply(ann, 'b');
    expect((await client.receives()).text).toBe('4');
    expect([(await ann.hears()).text, (await ann.hears()).text]).toEqual(['a', 'b']);
  });

  it('leaves the event loop its turn between the messages of a burst', async () => {
    const ann = newContact('Ann');
    let turns = 0;
    const count = () => void (turns++ < 1000 && setImmediate(count));
    setImmediate(count);
    const burst = await Promise.all(Array.from({ length: 20 }, (_, index) => ann.says(`${index}`)));
    expect(turns).toBeGreaterThanOrEqual(burst.length);
    turns = 1000;
    for (const { id } of burst) expect((await client.receives()).id).toBe(id);
  });

  it('tells the contact which messages were read', async () => {
    const ann = newContact('Ann');
    const sent = [await ann.says('one'), await ann.says('two')];
    for (const _message of sent) await client.receives();
    await client.socket.readMessages(sent.map(({ id }) => ({ remoteJid: ann.id, id, fromMe: false })));
    await client.ping();
    const read = ann.receipts.filter(({ type }) => type === 'read').map(({ id }) => id);
    expect(read).toEqual(sent.map(({ id }) => id));
  });

  it('can be under the LID of the contact', async () => {
    const ann = newContact('Ann');
    await ann.says('by my other name', { addressing: 'lid' });
    expect(await client.receives()).toMatchObject({ text: 'by my other name', chat: ann.lid });
    await client.sends(ann.lid, 'same to you');
    expect(await ann.hears()).toMatchObject({ text: 'same to you', from: phone.id });
  });

  it('can be begun by the client', async () => {
    const ann = newContact('Ann');
    await reply(ann, 'are you there?');
    expect((await ann.hears()).text).toBe('are you there?');
    expect(await client.socket.onWhatsApp(ann.id, '15559999999')).toEqual([{ jid: ann.id, exists: true }]);
  });

  it('shows the owner what the client sent, but does not count it as something the owner heard', async () => {
    const ann = newContact('Ann');
    const before = phone.heard.length;
    const sent = await reply(ann, 'from the bot');
    await ann.hears();
    expect(phone.ownCopies.at(-1)).toEqual({ id: sent, text: 'from the bot', chat: ann.id });
    expect(phone.heard).toHaveLength(before);
  });

  it('shows the client what the owner types by hand', async () => {
    const ann = newContact('Ann');
    const { id } = await phone.types(ann, 'hand-written');
    expect(await client.receives()).toEqual({
      id,
      text: 'hand-written',
      chat: ann.id,
      fromMe: true,
      type: 'notify',
    });
    expect(await ann.hears()).toEqual({ id, text: 'hand-written', from: phone.id, device: 0 });
    await phone.confirmed();
  });

  it('shows a message once however often it is sent under one id, and counts the transmissions', async () => {
    const ann = newContact('Ann');
    const id = '3EB0BBBBBBBBBBBBBBBBBB';
    const before = phone.transmitted.length;
    for (let time = 0; time < 3; time++) await reply(ann, 'once', id);
    await reply(ann, 'then this');
    expect([(await ann.hears()).text, (await ann.hears()).text]).toEqual(['once', 'then this']);
    expect(ann.heard).toHaveLength(2);
    const transmitted = phone.transmitted.slice(before).filter((message) => message.id === id);
    expect(transmitted).toEqual(Array.from({ length: 3 }, () => ({ id, chat: ann.id })));
  });

  it('delivers twice what a contact says twice under one id', async () => {
    const ann = newContact('Ann');
    for (let time = 0; time < 2; time++) await ann.says('again', { id: 'SAMEID' });
    for (let time = 0; time < 2; time++) expect((await client.receives()).id).toBe('SAMEID');
    await phone.confirmed();
    expect(ann.receipts).toHaveLength(2);
  });

  it('gives a message the time at which it was sent', async () => {
    const ann = newContact('Ann');
    const arrived = new Promise((resolve) => {
      client.socket.ws.once('CB:message', ({ attrs }: { attrs: { t: string } }) => resolve(attrs.t));
    });
    await ann.says('long ago', { sentAt: 1_700_000_000_999 });
    expect(await arrived).toBe('1700000000');
    await client.receives();
  });

  it('asks the client again for what the contact cannot decrypt', async () => {
    const ann = newContact('Ann');
    await reply(ann, 'first');
    await ann.hears();
    const restore = client.keys.snapshot('session');
    await reply(ann, 'second');
    await ann.hears();
    restore();

    const sent = await reply(ann, 'encrypted with a key that was used before');
    expect(await ann.hears()).toMatchObject({ id: sent, text: 'encrypted with a key that was used before' });
  });

  describe('with a contact who has installed WhatsApp anew', () => {
    const newPhone = async () => {
      const ann = newContact('Ann');
      await ann.says('before');
      await client.receives();
      await reply(ann, 'before too');
      await ann.hears();
      ann.reinstalls();
      return ann;
    };

    it('goes on with what the contact writes', async () => {
      const ann = await newPhone();
      const { id } = await ann.says('with new keys');
      expect((await client.receives()).text).toBe('with new keys');
      await phone.confirmed();
      expect(ann.receipts.filter((receipt) => receipt.id === id)).toEqual([{ id, type: 'inactive' }]);
      await reply(ann, 'for the new keys');
      expect((await ann.hears()).text).toBe('for the new keys');
    });

    it('asks the client to encrypt again what it wrote for the keys before', async () => {
      const ann = await newPhone();
      const asked = new Promise<{ attrs: unknown }>((resolve) => {
        client.socket.ws.once('CB:receipt,type:retry', resolve);
      });
      const id = await reply(ann, 'do you still read me?');
      expect((await asked).attrs).toMatchObject({ id, from: ann.id });
      expect(await ann.hears()).toMatchObject({ id, text: 'do you still read me?' });
    });
  });

  it('sends again what the client cannot decrypt', async () => {
    const ann = newContact('Ann');
    await ann.says('first');
    await client.receives();
    await reply(ann, 'now there is a session');
    await ann.hears();
    client.keys.forget('session');

    const { id } = await ann.says('with a session that the client lost');
    expect(await client.receives()).toMatchObject({ id, text: 'with a session that the client lost' });
    await phone.confirmed();
    const reported = ann.receipts.filter((receipt) => receipt.id === id).map(({ type }) => type);
    expect(reported).toEqual(['error 500', 'inactive']);
  });

  it('says what was heard before when nothing new comes', async () => {
    const ann = newContact('Ann');
    await reply(ann, 'only this');
    await ann.hears();
    await expect(ann.hears({ timeoutMs: 1 })).rejects.toThrow(
      'Ann heard nothing new. Before that came: "only this" from 15550000001@s.whatsapp.net. Waited 1 ms.',
    );
    await reply(ann, 'and this');
    expect((await ann.hears()).text).toBe('and this');
  });

  describe('with faults between the client and the contact', () => {
    it('loses what is sent', async () => {
      const ann = newContact('Ann');
      phone.sendTreatment = 'lose';
      const lost = await reply(ann, 'lost');
      await client.ping();
      expect(phone.transmitted.at(-1)).toEqual({ id: lost, chat: ann.id });
      phone.sendTreatment = 'deliver';
      await reply(ann, 'found');
      expect((await ann.hears()).text).toBe('found');
    });

    it.each([
      ['deliver', 1],
      ['lose-acknowledgement', 0],
    ] as const)(
      'with %s acknowledges %i of the messages it delivers',
      async (treatment, acknowledgements) => {
        const ann = newContact('Ann');
        phone.sendTreatment = treatment;
        const seen: string[] = [];
        client.socket.ws.on('CB:ack,class:message', ({ attrs }: { attrs: { id: string } }) =>
          seen.push(attrs.id),
        );
        const sent = await reply(ann, 'did you get this?');
        await ann.hears();
        phone.sendTreatment = 'deliver';
        const last = await reply(ann, 'and this?');
        await ann.hears();
        await client.ping();
        expect(seen.filter((id) => id === sent)).toHaveLength(acknowledgements);
        expect(seen).toContain(last);
      },
    );

    it('refuses what is sent with the given code, and does not deliver it', async () => {
      const ann = newContact('Ann');
      phone.sendTreatment = { refuse: 463 };
      await reply(ann, 'refused');
      expect(await client.refusal()).toBe('463');
      phone.sendTreatment = 'deliver';
      expect(ann.heard).toEqual([]);
    });
  });

  it('reaches another account and its linked device', async () => {
    const noa = whatsapp.phone({ number: '15550000002', name: 'Noa' });
    const second = new TestClient(whatsapp.url);
    second.connect();
    await noa.scan(await second.qr());
    await noa.connected();

    await client.sends(noa.id, 'bot to bot');
    expect(await noa.hears()).toMatchObject({ text: 'bot to bot', from: phone.id, device: 2 });
    expect(await second.receives()).toMatchObject({ text: 'bot to bot', chat: phone.id, fromMe: false });

    const ann = newContact('Ann');
    await expect(ann.says('to whom?')).rejects.toThrow('say to whom');
    await ann.says('to Noa', { to: noa });
    expect(await second.receives()).toMatchObject({ text: 'to Noa', chat: ann.id });
    await second.close();
    expect(whatsapp.problems).toEqual([]);
  });
});
