import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Addressing,
  type Contact,
  type Phone,
  startWhatsAppServer,
  type WhatsAppServer,
} from './index.ts';
import { TestClient } from './test-client.ts';

interface Way {
  addressing: Addressing;
  tellsOtherId: boolean;
}

const WAYS: Way[] = (['number', 'lid'] as const).flatMap((addressing) =>
  [true, false].map((tellsOtherId) => ({ addressing, tellsOtherId })),
);
const name = ({ addressing, tellsOtherId }: Way) =>
  `${addressing}${tellsOtherId ? ' with the other' : ' alone'}`;
const ORDERS = WAYS.flatMap((first) =>
  WAYS.map((second) => [name(first), name(second), first, second] as const),
);

describe('a contact with two ids', () => {
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

  const newContact = (isLidPublic: boolean): Contact => {
    const ann = whatsapp.contact({ number: `155511100${String(++contacts).padStart(2, '0')}`, name: 'Ann' });
    ann.isLidPublic = isLidPublic;
    return ann;
  };
  const mapping = () => client.socket.signalRepository.lidMapping;

  it.each(WAYS)('writes under $addressing and tells the other id: $tellsOtherId', async (way) => {
    const ann = newContact(false);
    const { id } = await ann.says('hi', way);
    await client.receives();
    const [own, other] = way.addressing === 'lid' ? [ann.lid, ann.id] : [ann.id, ann.lid];
    const [message] = client.raw(id);
    expect(message?.key.remoteJid).toBe(own);
    expect(message?.key.remoteJidAlt).toBe(way.tellsOtherId ? other : undefined);
  });

  describe.each([true, false])('whose LID the server tells: %s', (isLidPublic) => {
    it.each(ORDERS)('is heard first by %s, then by %s', async (_first, _second, first, second) => {
      const ann = newContact(isLidPublic);
      for (const [index, way] of [first, second, first].entries()) {
        const { id } = await ann.says(`message ${index}`, way);
        const chat = way.addressing === 'lid' ? ann.lid : ann.id;
        expect(await client.receives()).toMatchObject({ id, text: `message ${index}`, chat });
      }
      await phone.confirmed();
    });
  });

  it('is answered under the id that the client chooses', async () => {
    const ann = newContact(true);
    for (const chat of [ann.id, ann.lid, ann.id]) {
      const id = await client.sends(chat, `to ${chat}`);
      expect(await ann.hears()).toMatchObject({ id, text: `to ${chat}`, from: phone.id });
    }
  });

  it('is one person to a client that asks, when the server tells', async () => {
    const [ann, bob] = [newContact(true), newContact(false)];
    expect(await mapping().getLIDForPN(ann.id)).toBe(ann.lid);
    expect(await mapping().getLIDForPN(bob.id)).toBeNull();
  });

  it.each(['notification', 'migration'] as const)('can be told to be one by a %s', async (how) => {
    const ann = newContact(false);
    await ann.says('who am I?', { addressing: 'lid', tellsOtherId: false });
    await client.receives();
    expect(await mapping().getPNForLID(ann.lid)).toBeNull();
    await phone.tellsMapping(ann, how);
    if (how === 'notification') {
      expect(await client.event('lid-mapping.update')).toEqual({ lid: ann.lid, pn: ann.id });
    }
    await ann.says('now you know', { addressing: 'lid', tellsOtherId: false });
    await client.receives();
    expect(await mapping().getPNForLID(ann.lid)).toBe(ann.id.replace('@', ':0@'));
  });

  it('is shown to the client under the id under which the owner writes to them', async () => {
    const ann = newContact(true);
    for (const addressing of ['number', 'lid'] as const) {
      const { id } = await phone.types(ann, 'by hand', { addressing });
      const chat = addressing === 'lid' ? ann.lid : ann.id;
      expect(await client.receives()).toMatchObject({ id, chat, fromMe: true });
    }
    await phone.confirmed();
  });

  it('leaves no problem behind', () => {
    expect(whatsapp.problems).toEqual([]);
  });
});
