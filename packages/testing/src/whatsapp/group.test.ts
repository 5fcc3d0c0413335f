import type { BinaryNode } from '@whiskeysockets/baileys';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Contact, type Group, type Phone, startWhatsAppServer, type WhatsAppServer } from './index.ts';
import { TestClient } from './test-client.ts';

describe('a group', () => {
  let whatsapp: WhatsAppServer;
  let phone: Phone;
  let client: TestClient;
  let [ann, bob]: Contact[] = [];
  let groups = 0;

  beforeAll(async () => {
    whatsapp = await startWhatsAppServer();
    phone = whatsapp.phone({ number: '15550000001', name: 'Yahav' });
    ann = whatsapp.contact({ number: '15551110001', name: 'Ann' });
    bob = whatsapp.contact({ number: '15551110002', name: 'Bob' });
    client = new TestClient(whatsapp.url);
    client.connect();
    await phone.scan(await client.qr());
    await phone.connected();
  });

  afterAll(async () => {
    await client.close();
    await whatsapp.close();
  });

  const people = () => ({ ann: ann as Contact, bob: bob as Contact });
  const newGroup = (addressing: 'lid' | 'number' = 'lid'): Group => {
    const { ann, bob } = people();
    return whatsapp.group({ subject: `Group ${++groups}`, members: [ann, phone, bob], addressing });
  };
  const received = async (id: string) => {
    for (;;) {
      const message = await client.receives();
      if (message.id === id) return message;
    }
  };
  const heard = async (member: Contact, id: string) => {
    for (;;) {
      const message = await member.hears();
      if (message.id === id) return message;
    }
  };
  const keyOf = (id: string) => client.raw(id)[0]?.key;

  it('is announced to the linked devices of its members, and found by asking', async () => {
    const group = newGroup();
    const announced = await client.event('groups.upsert');
    expect(announced).toMatchObject([{ id: group.id, subject: group.subject, author: people().ann.lid }]);
    const all = await client.socket.groupFetchAllParticipating();
    expect(all[group.id]).toMatchObject({
      id: group.id,
      subject: group.subject,
      addressingMode: 'lid',
      size: 3,
    });
    expect(await client.socket.groupMetadata(group.id)).toEqual(all[group.id]);
  });

  it.each([
    ['lid', { id: '915551110001@lid', phoneNumber: '15551110001@s.whatsapp.net', admin: 'admin' }],
    ['number', { id: '15551110001@s.whatsapp.net', lid: '915551110001@lid', admin: 'admin' }],
  ] as const)('shows its members under their %s', async (addressing, shown) => {
    const group = newGroup(addressing);
    const { participants } = await client.socket.groupMetadata(group.id);
    expect(participants[0]).toEqual(expect.objectContaining(shown));
    group.tellsOtherId = false;
    const [alone] = (await client.socket.groupMetadata(group.id)).participants;
    expect([alone?.id, alone?.phoneNumber, alone?.lid]).toEqual([shown.id, undefined, undefined]);
  });

  it('is not shown to who is not in it, and cannot be shown when it does not exist', async () => {
    const { ann, bob } = people();
    const theirs = whatsapp.group({ subject: 'Without you', members: [ann, bob] });
    await expect(client.socket.groupMetadata(theirs.id)).rejects.toMatchObject({ data: 403 });
    await expect(client.socket.groupMetadata('1@g.us')).rejects.toMatchObject({ data: 404 });
    expect(Object.keys(await client.socket.groupFetchAllParticipating())).not.toContain(theirs.id);
  });

  it.each(['lid', 'number'] as const)(
    'under a %s brings what members write to the client',
    async (addressing) => {
      const { ann, bob } = people();
      const group = newGroup(addressing);
      const ids = { lid: ann.lid, number: ann.id };
      const { id } = await ann.says('hello everybody', { to: group });
      expect(await received(id)).toMatchObject({ text: 'hello everybody', chat: group.id });
      expect(keyOf(id)).toMatchObject({
        participant: ids[addressing],
        participantAlt: addressing === 'lid' ? ann.id : ann.lid,
        addressingMode: addressing === 'lid' ? 'lid' : 'pn',
      });
      await ann.says('and again', { to: group });
      expect((await client.receives()).text).toBe('and again');
      await phone.confirmed();
      expect(ann.receipts.filter((receipt) => receipt.id === id)).toEqual([{ id, type: 'inactive' }]);
      const [shown] = bob.heard.filter((message) => message.id === id);
      expect(shown).toEqual({ id, text: 'hello everybody', from: ann.id, device: 0, group: group.id });
    },
  );

  it('can hide who is behind a LID', async () => {
    const group = newGroup();
    group.tellsOtherId = false;
    const { id } = await people().bob.says('guess who', { to: group });
    await client.receives();
    expect(keyOf(id)).toMatchObject({ participant: people().bob.lid });
    expect(keyOf(id)?.participantAlt).toBeUndefined();
  });

  it.each(['lid', 'number'] as const)(
    'under a %s brings what the client writes to all members',
    async (addressing) => {
      const { ann, bob } = people();
      const group = newGroup(addressing);
      const receipts = new Map<string, string[]>();
      client.socket.ws.on('CB:receipt', ({ attrs: { id = '', participant = '' } }: BinaryNode) => {
        receipts.set(id, [...(receipts.get(id) ?? []), participant]);
      });
      for (const text of ['first', 'second']) {
        const id = await client.sends(group.id, text);
        const expected = { id, text, from: phone.id, device: 2, group: group.id };
        for (const member of [ann, bob]) {
          expect(await heard(member, id)).toEqual(expected);
        }
        expect(phone.ownCopies.at(-1)).toEqual({ id, text });
        expect(client.stanzas).not.toContain(id);
        const shown = addressing === 'lid' ? [ann.lid, bob.lid] : [ann.id, bob.id];
        await client.ping();
        expect(receipts.get(id)).toEqual(shown);
      }
    },
  );

  it('keeps two messages apart that two members sent under the same id', async () => {
    const { ann, bob } = people();
    const group = newGroup();
    for (const member of [ann, bob]) {
      await member.says(`I am ${member.identity.name}`, { id: 'SAME', to: group });
      expect((await client.receives()).text).toBe(`I am ${member.identity.name}`);
    }
    await phone.confirmed();
    expect(client.raw('SAME').map(({ key }) => key.participant)).toEqual([ann.lid, bob.lid]);
    for (const member of [ann, bob]) {
      expect(member.receipts.filter(({ id }) => id === 'SAME')).toHaveLength(1);
    }
  });

  it('waits for the confirmation of each of two messages with the same id', async () => {
    const { ann, bob } = people();
    const group = newGroup();
    await client.close();
    await phone.disconnected();
    for (const member of [ann, bob]) await member.says('me', { id: 'BOTH', to: group });
    expect(phone.unconfirmed).toEqual(['BOTH', 'BOTH']);
    client.connect();
    await phone.connected();
    await phone.confirmed();
    expect(client.stanzas.filter((id) => id === 'BOTH')).toHaveLength(2);
    await received('BOTH');
  });

  it('delivers a message again until the client has confirmed it', async () => {
    const group = newGroup();
    await people().ann.says('warm up', { to: group });
    await client.receives();
    await phone.confirmed();
    client.keys.stalled = true;
    const { id } = await people().ann.says('do not lose me', { to: group });
    while ((await client.stanza()) !== id);
    await client.close();
    await phone.disconnected();
    expect(phone.unconfirmed).toEqual([id]);
    client.keys.stalled = false;
    client.connect();
    await phone.connected();
    expect(await received(id)).toMatchObject({ text: 'do not lose me', type: 'append' });
    await phone.confirmed();
  });

  it('can deliver once more what was confirmed already', async () => {
    const group = newGroup();
    const { id } = await people().ann.says('once', { to: group });
    await client.receives();
    await phone.confirmed();
    phone.repeats(id);
    expect(await received(id)).toMatchObject({ text: 'once' });
    await phone.confirmed();
    const { receipts } = people().ann;
    const types = receipts.filter((receipt) => receipt.id === id).map(({ type }) => type);
    expect(types).toEqual(['inactive', 'error 500', 'inactive']);
    expect(() => phone.repeats('NEVER')).toThrow('Nothing was delivered');
  });

  it('sends again, with the key, what the client cannot decrypt', async () => {
    const { ann } = people();
    const group = newGroup();
    await ann.says('first', { to: group });
    await client.receives();
    client.keys.forget('sender-key');
    const { id } = await ann.says('with a key that the client lost', { to: group });
    expect(await received(id)).toMatchObject({ text: 'with a key that the client lost' });
    const next = await ann.says('and with the one it got', { to: group });
    expect((await client.receives()).text).toBe('and with the one it got');
    await phone.confirmed();
    const reported = ann.receipts.filter((receipt) => receipt.id === next.id).map(({ type }) => type);
    expect(reported).toEqual(['inactive']);
  });

  it('asks the client again for what a member cannot decrypt', async () => {
    const { ann } = people();
    const group = newGroup();
    await client.sends(group.id, 'first');
    ann.groupKeys.forgetOthers();
    const id = await client.sends(group.id, 'with a key that Ann lost');
    expect(await heard(ann, id)).toMatchObject({ group: group.id });
  });

  it('tells its key with the first message only, and a new one when somebody has left', async () => {
    const { ann, bob } = people();
    const group = newGroup();
    const partsOf = async (text: string) => {
      const stanza = new Promise<BinaryNode>((resolve) => client.socket.ws.once('CB:message', resolve));
      await ann.says(text, { to: group });
      const { content } = await stanza;
      return Array.isArray(content) ? content.map(({ attrs }) => attrs.type) : [];
    };
    expect(await partsOf('first')).toEqual([expect.stringMatching(/^(pk)?msg$/), 'skmsg']);
    expect(await partsOf('second')).toEqual(['skmsg']);
    group.remove(bob);
    expect(await partsOf('after Bob')).toEqual([expect.stringMatching(/^(pk)?msg$/), 'skmsg']);
    expect(await partsOf('still the same')).toEqual(['skmsg']);
    ann.reinstalls();
    expect(await partsOf('on a new phone')).toEqual(['pkmsg', 'skmsg']);
    await phone.confirmed();
  });

  it('takes no message of an account that is not in it any more, nor for a group that is not there', async () => {
    const group = newGroup();
    const metadata = await client.socket.groupMetadata(group.id);
    await client.close();
    const stubborn = new TestClient(
      whatsapp.url,
      { cachedGroupMetadata: async () => metadata },
      client.state,
    );
    stubborn.connect();
    await phone.connected();
    group.remove(phone);
    await stubborn.sends(group.id, 'let me in');
    expect(await stubborn.refusal()).toBe('403');
    await stubborn.sends('1@g.us', 'is this a group?');
    expect(await stubborn.refusal()).toBe('404');
    await stubborn.close();
    await phone.disconnected();
    client.connect();
    await phone.connected();
  });

  it('shows the client what the owner writes by hand', async () => {
    const group = newGroup();
    const { id } = await phone.types(group, 'by hand');
    expect(await received(id)).toMatchObject({ text: 'by hand', chat: group.id, fromMe: true });
    expect(people().bob.heard.at(-1)).toMatchObject({ id, from: phone.id, device: 0, group: group.id });
    await phone.confirmed();
  });

  it('tells of a new subject and of who comes and goes', async () => {
    const { ann, bob } = people();
    const group = newGroup();
    const cid = whatsapp.contact({ number: `155522200${groups}`, name: 'Cid' });
    group.rename('Another name', { by: bob });
    const isRenamed = async () => {
      for (;;) {
        const [update] = await client.event('groups.update');
        if (update?.subject === 'Another name') return update;
      }
    };
    expect(await isRenamed()).toMatchObject({ id: group.id, author: bob.lid });
    group.add(cid);
    group.remove(bob);
    const [added, removed] = [
      await client.event('group-participants.update'),
      await client.event('group-participants.update'),
    ];
    expect(added).toMatchObject({
      action: 'add',
      author: ann.lid,
      participants: [{ id: cid.lid, phoneNumber: cid.id }],
    });
    expect(removed).toMatchObject({ action: 'remove', participants: [{ id: bob.lid }] });
    await expect(bob.says('still there?', { to: group })).rejects.toThrow('Bob is not in the group');
    const heardBefore = bob.heard.length;
    await ann.says('among us', { to: group });
    expect((await client.receives()).text).toBe('among us');
    expect(bob.heard).toHaveLength(heardBefore);
    expect(cid.heard.at(-1)?.text).toBe('among us');
  });

  it('is left by the account that is removed, whose messages are refused from then on', async () => {
    const group = newGroup();
    group.remove(phone);
    expect(await client.event('group-participants.update')).toMatchObject({ action: 'remove' });
    await expect(client.sends(group.id, 'let me in')).rejects.toThrow('forbidden');
  });

  it('can be made and changed by the client', async () => {
    const { ann, bob } = people();
    const { id } = await client.socket.groupCreate('Made by a bot', [ann.id]);
    await client.socket.groupUpdateSubject(id, 'Renamed by a bot');
    await client.socket.groupParticipantsUpdate(id, [bob.lid], 'add');
    const group = await client.socket.groupMetadata(id);
    expect(group.subject).toBe('Renamed by a bot');
    expect(group.participants.map(({ id }) => id)).toEqual([phone.lid, ann.lid, bob.lid]);
    await client.socket.groupLeave(id);
    await expect(client.socket.groupMetadata(id)).rejects.toMatchObject({ data: 403 });
  });

  it('joins the linked devices of several accounts, and several of one account', async () => {
    const { ann } = people();
    const noa = whatsapp.phone({ number: '15550000002', name: 'Noa' });
    const [twin, others] = [new TestClient(whatsapp.url), new TestClient(whatsapp.url)];
    twin.connect();
    await phone.scan(await twin.qr());
    others.connect();
    await noa.scan(await others.qr());
    await noa.connected();
    const group = whatsapp.group({ subject: 'Bots', members: [ann, phone, noa] });

    const id = await client.sends(group.id, 'from one bot to the others');
    expect(await twin.receives()).toMatchObject({ id, chat: group.id, fromMe: true });
    expect(await others.receives()).toMatchObject({ id, chat: group.id, fromMe: false });
    await others.sends(group.id, 'thank you');
    for (const device of [client, twin]) expect((await device.receives()).text).toBe('thank you');
    await Promise.all([twin.close(), others.close()]);
  });

  it('leaves no problem behind', () => {
    expect(whatsapp.problems).toEqual([]);
  });
});
