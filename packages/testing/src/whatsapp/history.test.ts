import type { WAMessage } from '@whiskeysockets/baileys';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Contact, type Phone, startWhatsAppServer, type WhatsAppServer } from './index.ts';
import { TestClient } from './test-client.ts';

describe('the history', () => {
  let whatsapp: WhatsAppServer;
  let phone: Phone;
  let ann: Contact;
  let bob: Contact;
  let client: TestClient;

  beforeEach(async () => {
    whatsapp = await startWhatsAppServer();
    phone = whatsapp.phone({ number: '15550000001', name: 'Yahav' });
    ann = whatsapp.contact({ number: '15551110001', name: 'Ann' });
    bob = whatsapp.contact({ number: '15551110002', name: 'Bob' });
    client = new TestClient(whatsapp.url, { shouldSyncHistoryMessage: () => true });
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
  /** The next part that holds something. */
  const nextPart = async () => {
    for (;;) {
      const part = await client.event('messaging-history.set');
      if (part.messages.length || part.contacts.length) return part;
    }
  };
  const textOf = ({ message }: WAMessage) => message?.conversation;

  it('reaches a new device once: chats with messages, names and mappings', async () => {
    const group = whatsapp.group({ subject: 'Friends', members: [ann, phone, bob] });
    const [first, second] = [1_700_000_000_000, 1_700_000_060_000];
    phone.history = [
      {
        kind: 'initial',
        mappings: [bob],
        chats: [
          {
            chat: ann,
            name: 'Annie',
            messages: [
              { id: 'H1', from: ann, content: 'old question', sentAt: first },
              { id: 'H2', from: phone, content: 'old answer', sentAt: second },
            ],
          },
          { chat: group, messages: [{ id: 'G1', from: bob, content: 'old chatter', sentAt: first }] },
        ],
      },
      { kind: 'push-names', pushNames: [ann, bob] },
    ];
    await link();

    const history = await nextPart();
    const byId = new Map(history.messages.map((message) => [message.key.id, message]));
    expect(new Set(byId.keys())).toEqual(new Set(['G1', 'H1', 'H2']));
    expect(byId.get('H1')).toMatchObject({ key: { remoteJid: ann.id, fromMe: false }, pushName: 'Ann' });
    expect(Number(byId.get('H2')?.messageTimestamp)).toBe(second / 1000);
    expect(byId.get('H2')?.key.fromMe).toBe(true);
    expect(byId.get('G1')?.key).toMatchObject({ remoteJid: group.id, participant: bob.lid });
    expect(history.contacts).toContainEqual(
      expect.objectContaining({ id: ann.id, name: 'Annie', lid: ann.lid }),
    );
    expect(history.chats.map(({ id }) => id)).toEqual([ann.id, group.id]);
    const { lidMapping } = client.socket.signalRepository;
    expect(await lidMapping.getPNForLID(bob.lid)).toBe(bob.id.replace('@', ':0@'));
    expect(await lidMapping.getPNForLID(ann.lid)).toBe(ann.id.replace('@', ':0@'));

    const names = await nextPart();
    expect(names.contacts).toEqual([ann, bob].map(({ id, identity }) => ({ id, notify: identity.name })));

    const stanzas = client.stanzas.length;
    await client.close();
    client.connect();
    await phone.connected();
    expect(client.stanzas).toHaveLength(stanzas);
    expect(whatsapp.problems).toEqual([]);
  });

  it('can be of chats under a LID, with and without the number', async () => {
    bob.isLidPublic = false;
    phone.history = [
      {
        kind: 'initial',
        chats: [
          { chat: ann, addressing: 'lid' },
          { chat: bob, addressing: 'lid', tellsOtherId: false },
        ],
      },
    ];
    await link();
    const { contacts } = await client.event('messaging-history.set');
    expect(contacts).toEqual([
      expect.objectContaining({ id: ann.lid, phoneNumber: ann.id }),
      expect.objectContaining({ id: bob.lid, phoneNumber: undefined }),
    ]);
    expect(await client.socket.signalRepository.lidMapping.getPNForLID(bob.lid)).toBeNull();
  });

  it('comes in parts, with its progress, whenever the phone sends one', async () => {
    await link();
    const parts = [1, 2].map((order) => ({
      kind: order === 1 ? ('recent' as const) : ('full' as const),
      order,
      progress: order * 50,
      chats: [{ chat: ann, messages: [{ id: `P${order}`, from: ann, content: `part ${order}` }] }],
    }));
    for (const part of parts) {
      await phone.sendsHistory(part);
      const history = await nextPart();
      expect(history).toMatchObject({ progress: part.progress, chunkOrder: part.order });
      expect(history.messages.map(textOf)).toEqual([`part ${part.order}`]);
    }
  });

  it('can be asked for, from a message on', async () => {
    await link();
    const at = (minute: number) => 1_700_000_000_000 + minute * 60_000;
    const messages = [0, 1, 2, 3].map((minute) => ({
      id: `A${minute}`,
      from: ann,
      content: `minute ${minute}`,
      sentAt: at(minute),
    }));
    phone.archive = [{ chat: ann, messages }];

    const key = { remoteJid: ann.id, id: 'A3', fromMe: false };
    const id = await client.socket.fetchMessageHistory(2, key, at(3));
    expect(await phone.asksForHistory()).toEqual({
      id,
      chat: ann.id,
      count: 2,
      before: { id: 'A3', sentAt: at(3) },
    });
    const answer = await nextPart();
    expect(answer.peerDataRequestSessionId).toBe(id);
    expect(answer.messages.map(textOf)).toEqual(['minute 2', 'minute 1']);

    const unknown = { remoteJid: ann.lid, id: 'UNKNOWN', fromMe: false };
    await client.socket.fetchMessageHistory(50, unknown, at(1));
    expect((await nextPart()).messages.map(textOf)).toEqual(['minute 0']);
  });

  it('is not told by a phone that is off', async () => {
    await link();
    phone.answersHistoryRequests = false;
    const before = client.stanzas.length;
    await client.socket.fetchMessageHistory(5, { remoteJid: ann.id, id: 'A', fromMe: false }, 1);
    expect(await phone.asksForHistory()).toMatchObject({ chat: ann.id });
    await client.ping();
    expect(client.stanzas).toHaveLength(before);
  });
});
