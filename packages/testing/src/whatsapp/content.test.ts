import { type BinaryNode, normalizeMessageContent, proto } from '@whiskeysockets/baileys';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Contact,
  deletion,
  edit,
  type Group,
  type Phone,
  quoting,
  reaction,
  sampleMessages,
  startWhatsAppServer,
  type WhatsAppServer,
  WRAPPER_NAMES,
  wrapped,
} from './index.ts';
import { TestClient } from './test-client.ts';

const SAMPLES = Object.entries(sampleMessages('look at this'));

describe('content', () => {
  let whatsapp: WhatsAppServer;
  let phone: Phone;
  let ann: Contact;
  let group: Group;
  let client: TestClient;

  beforeAll(async () => {
    whatsapp = await startWhatsAppServer();
    phone = whatsapp.phone({ number: '15550000001', name: 'Yahav' });
    ann = whatsapp.contact({ number: '15551110001', name: 'Ann' });
    group = whatsapp.group({ subject: 'Friends', members: [ann, phone] });
    client = new TestClient(whatsapp.url);
    client.connect();
    await phone.scan(await client.qr());
    await phone.connected();
  });

  afterAll(async () => {
    await client.close();
    await whatsapp.close();
  });

  const arrived = async (id: string) => {
    for (;;) {
      const { messages } = await client.event('messages.upsert');
      const found = messages.find(({ key }) => key.id === id);
      if (found) return found;
    }
  };
  /** The bytes of what is inside, without the key of a group that may have come along. */
  const bytesOf = (message: proto.IMessage | null | undefined) => {
    const { senderKeyDistributionMessage: _key, ...content } = normalizeMessageContent(message ?? {}) ?? {};
    return Buffer.from(proto.Message.encode(content).finish()).toString('hex');
  };
  const nextStanza = () => new Promise<BinaryNode>((resolve) => client.socket.ws.once('CB:message', resolve));

  it.each(SAMPLES)(
    'of the kind %s arrives whole, in a direct chat and in a group',
    async (_kind, message) => {
      const direct = await ann.sends(message);
      expect(bytesOf((await arrived(direct.id)).message)).toBe(bytesOf(message));
      const inGroup = await ann.sends(message, { to: group });
      expect(bytesOf((await arrived(inGroup.id)).message)).toBe(bytesOf(message));
    },
  );

  it.each(WRAPPER_NAMES)('can be wrapped as %s', async (wrapper) => {
    const message = wrapped(wrapper, { imageMessage: { caption: 'inside' } });
    const stanza = nextStanza();
    const { id } = await ann.sends(message);
    const { message: received } = await arrived(id);
    expect(received?.imageMessage).toBeFalsy();
    expect(normalizeMessageContent(received)?.imageMessage?.caption).toBe('inside');
    expect((await stanza).attrs.type).toBe('media');
  });

  it('can react, edit and delete', async () => {
    const { id } = await ann.says('first words');
    await arrived(id);
    const reference = { id, chat: phone.id, fromMe: true };
    await ann.sends(reaction(reference, '👍'));
    const [reacted] = await client.event('messages.reaction');
    expect(reacted).toMatchObject({ key: { id, remoteJid: ann.id }, reaction: { text: '👍' } });

    const stanza = nextStanza();
    await ann.sends(edit(reference, 'other words'));
    expect((await stanza).attrs.edit).toBe('1');
    const [edited] = await client.event('messages.update');
    expect(edited).toMatchObject({
      key: { id },
      update: { message: { editedMessage: { message: { conversation: 'other words' } } } },
    });

    await ann.sends(deletion(reference));
    const [deleted] = await client.event('messages.update');
    expect(deleted).toMatchObject({ key: { id }, update: { message: null } });
  });

  it('can quote', async () => {
    const { id } = await ann.sends(
      quoting({ id: 'Q1', chat: phone.id, fromMe: false }, { conversation: 'old' }, 'new'),
    );
    const { extendedTextMessage } = (await arrived(id)).message ?? {};
    expect(extendedTextMessage).toMatchObject({
      text: 'new',
      contextInfo: { stanzaId: 'Q1', participant: phone.id, quotedMessage: { conversation: 'old' } },
    });
  });

  it('of a message by the client is seen whole by the contact', async () => {
    await client.sends(ann.id, {
      location: { degreesLatitude: 1, degreesLongitude: 2, name: 'here' },
    });
    const heard = await ann.hears();
    expect(heard.text).toBe('');
    expect(ann.contentOf(heard)?.locationMessage).toMatchObject({ name: 'here' });
    await client.sends(ann.id, { react: { text: '❤️', key: { remoteJid: ann.id, id: 'X' } } });
    await client.sends(ann.id, 'after the reaction');
    expect((await ann.hears()).text).toBe('after the reaction');
  });

  it.each(['view_once', 'bot_unavailable_fanout'])('can be withheld (%s)', async (reason) => {
    const { id } = await ann.sendsUnavailable(reason);
    await phone.confirmed();
    expect(client.stanzas).toContain(id);
    expect(client.raw(id).flatMap(({ message }) => message ?? [])).toEqual([]);
  });

  it('can be a status update', async () => {
    const { id } = await ann.postsStatus('my day');
    const { key, message } = await arrived(id);
    expect(key).toMatchObject({ remoteJid: 'status@broadcast', participant: ann.id });
    expect(message?.extendedTextMessage?.text).toBe('my day');
    await phone.confirmed();
  });

  it('can be a post of a channel', async () => {
    const channel = whatsapp.channel([phone]);
    const { id } = channel.posts('news');
    const { key, message } = await arrived(id);
    expect(key.remoteJid).toBe(channel.id);
    expect(message?.conversation).toBe('news');
    await phone.confirmed();
  });

  it('is accompanied by typing, recording and presence, in both directions', async () => {
    for (const state of ['composing', 'recording', 'paused'] as const) {
      ann.showsActivity(state);
      const lastKnownPresence = state === 'paused' ? 'available' : state;
      expect(await client.event('presence.update')).toEqual({
        id: ann.id,
        presences: { [ann.id]: { lastKnownPresence } },
      });
    }
    ann.showsActivity('composing', { to: group });
    expect(await client.event('presence.update')).toMatchObject({
      id: group.id,
      presences: { [ann.lid]: {} },
    });
    ann.showsPresence('unavailable');
    const { presences } = await client.event('presence.update');
    expect(presences[ann.id]).toMatchObject({ lastKnownPresence: 'unavailable' });

    for (const state of ['composing', 'recording', 'paused'] as const) {
      await client.socket.sendPresenceUpdate(state, ann.id);
      expect(await phone.acts()).toEqual({ chat: ann.id, state });
    }
    expect(phone.presence).toBe('unavailable');
    await client.socket.sendPresenceUpdate('available');
    await client.ping();
    expect(phone.presence).toBe('available');
  });

  it('is read by the contact when the test says so', async () => {
    const id = await client.sends(ann.id, 'read me');
    const heard = await ann.hears();
    const isRead = new Promise<BinaryNode>((resolve) =>
      client.socket.ws.once('CB:receipt,type:read', resolve),
    );
    ann.reads(heard);
    expect((await isRead).attrs).toMatchObject({ id, from: ann.id });
    expect(() => ann.reads({ ...heard, id: 'NEVER' })).toThrow('No linked device sent Ann the message NEVER');
  });

  it('leaves no problem behind', () => {
    expect(whatsapp.problems).toEqual([]);
  });
});
