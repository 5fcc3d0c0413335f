import type { Contact } from '@chat-imposter/testing/whatsapp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Bot } from '../testing/bot.ts';
import { World } from '../testing/world.ts';

describe('what is learned of people', () => {
  let world: World;
  let bot: Bot;
  let eve: Contact;
  let people = 0;

  beforeAll(async () => {
    world = await World.begin();
    bot = await world.linkedBot();
  });

  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });

  /** Somebody new, of whom the server tells nothing when it is asked. */
  beforeEach(() => {
    eve = someone();
  });

  const someone = () => {
    people += 1;
    const person = world.whatsapp.contact({ number: `1555111${2_000 + people}`, name: `Eve ${people}` });
    person.isLidPublic = false;
    return person;
  };
  const isPair =
    ({ lid }: Contact) =>
    (told: { alternateIdentifiers: readonly string[] }) =>
      told.alternateIdentifiers.includes(lid);
  const group = (...members: Contact[]) =>
    world.whatsapp.group({ subject: 'Friends', members: [world.phone, ...members] });
  const restart = async () => {
    await bot.session.stop();
    bot = world.bot(bot.credentials);
    await bot.session.start();
    await bot.reported('connected');
    // What is asked at the opening is answered before this.
    await bot.session.listGroups?.();
  };

  describe('which ids are one person', () => {
    it.each<[string, () => unknown]>([
      ['a message under the number', () => eve.says('hi', { addressing: 'number' })],
      ['a message under the LID', () => eve.says('hi', { addressing: 'lid' })],
      ['a message that the owner wrote to the number', () => world.phone.types(eve, 'hi')],
      [
        'a message that the owner wrote to the LID',
        () => world.phone.types(eve, 'hi', { addressing: 'lid' }),
      ],
      ['a status update, which is not handed over', () => eve.postsStatus('at the beach')],
      ['a reaction, which is not handed over', () => eve.sends({ reactionMessage: { text: '👍' } })],
      ['a new group', () => group(eve)],
      [
        'a group of numbers',
        () => world.whatsapp.group({ subject: 'Old', members: [world.phone, eve], addressing: 'number' }),
      ],
      ['a group that somebody was added to', () => group(someone()).add(eve)],
      [
        'a group that somebody renamed',
        () => {
          const friends = group(someone());
          friends.add(eve);
          friends.rename('Friends of old', { by: eve });
        },
      ],
      ['the address book', () => world.phone.saves(eve, 'Eve of the book')],
      ['a notice of the server', () => world.phone.tellsMapping(eve, 'notification')],
      ['the phone, when its chats move to LIDs', () => world.phone.tellsMapping(eve, 'migration')],
      ['a mapping in the history', () => world.phone.sendsHistory({ kind: 'recent', mappings: [eve] })],
      [
        'a chat of the history',
        () => world.phone.sendsHistory({ kind: 'recent', chats: [{ chat: eve, addressing: 'lid' }] }),
      ],
    ])('comes from %s', async (_source, happens) => {
      await happens();
      const told = await bot.meets(eve.id, isPair(eve));
      expect(told.alternateIdentifiers).toEqual([eve.lid]);
      await restart();
      await eve.says('who am I?', { addressing: 'lid', tellsOtherId: false });
      const { chat } = await bot.hears(bot.accepted.length + 1);
      expect(chat).toMatchObject({ identifier: eve.id, alternateIdentifiers: [eve.lid] });
    });

    it('comes from the members of a group of another time, at the next connection', async () => {
      await bot.session.stop();
      const friends = group(eve);
      await restart();
      await bot.meets(eve.id, isPair(eve));
      expect(bot.contacts).toContainEqual(expect.objectContaining({ identifier: friends.id }));
    });

    it('comes from what WhatsApp answers when something is sent', async () => {
      const before = bot.contacts.length;
      eve.isLidPublic = true;
      await bot.session.send(eve.id, 'hello', { messageId: '3EB0000000000000000001' });
      const told = await bot.meets(eve.id, isPair(eve), before);
      expect(told).toEqual({ identifier: eve.id, alternateIdentifiers: [eve.lid] });
    });

    it('does not come from what people write', async () => {
      const mallory = someone();
      const before = bot.accepted.length;
      const context = { participant: eve.lid, remoteJid: eve.id, mentionedJid: [mallory.id, eve.lid] };
      await mallory.sends({ extendedTextMessage: { text: 'I am Eve', contextInfo: context } });
      await mallory.sends({
        protocolMessage: {
          type: 22,
          lidMigrationMappingSyncMessage: { encodedMappingPayload: Buffer.from([]) },
        },
      });
      await eve.says('no, I am', { addressing: 'lid', tellsOtherId: false });
      const { chat } = await bot.hears(before + 2);
      expect(chat).toMatchObject({ identifier: eve.lid, alternateIdentifiers: [] });
    });
  });

  it('is told before the message that it came with', async () => {
    const before = bot.accepted.length;
    let known: unknown;
    bot.beforeAccept = () => {
      known ??= bot.contacts.find(({ identifier }) => identifier === eve.id);
    };
    await eve.says('hi', { addressing: 'lid' });
    await bot.hears(before + 1);
    bot.beforeAccept = () => {};
    expect(known).toMatchObject({ alternateIdentifiers: [eve.lid], pushName: eve.identity.name });
  });

  it('is told at the next connection when the core could not take it, and before any message', async () => {
    const [reports, before] = [bot.reports.length, bot.accepted.length];
    let failures = 2;
    bot.beforeMeeting = () => {
      if (failures-- > 0) throw new Error('disk full');
    };
    await world.phone.tellsMapping(eve);
    await bot.reported('connecting', 'store_unavailable', reports);
    await eve.says('hi', { addressing: 'lid', tellsOtherId: false });
    expect((await bot.hears(before + 1)).chat.identifier).toBe(eve.id);
    expect(failures).toBeLessThan(0);
    expect(bot.contacts.filter(({ identifier }) => identifier === eve.id)).not.toEqual([]);
  });

  it('is told again by the next process when the core never took it', async () => {
    bot.beforeMeeting = () => Promise.reject(new Error('disk full'));
    await world.phone.tellsMapping(eve);
    await bot.reported('connecting', 'store_unavailable', bot.reports.length);
    await restart();
    const told = await bot.meets(eve.id, isPair(eve));
    expect(told).toEqual({ identifier: eve.id, alternateIdentifiers: [eve.lid] });
  });

  it('is told once', async () => {
    await eve.says('hi');
    await bot.meets(eve.id, isPair(eve));
    const told = bot.contacts.length;
    for (const addressing of ['lid', 'number', 'lid'] as const) {
      const before = bot.accepted.length;
      await eve.says('hi again', { addressing });
      await bot.hears(before + 1);
    }
    await restart();
    const before = bot.accepted.length;
    await eve.says('and again', { addressing: 'lid' });
    await bot.hears(before + 1);
    expect(bot.contacts.filter(({ identifier }) => identifier === eve.id)).toEqual([]);
    expect(told).toBeGreaterThan(0);
  });

  describe('names', () => {
    it('come from the address book, change with it, and are forgotten with it', async () => {
      await world.phone.saves(eve, 'Eve of the book');
      await bot.meets(eve.id, ({ savedName }) => savedName === 'Eve of the book');
      await world.phone.saves(eve, 'Evelyn');
      await bot.meets(eve.id, ({ savedName }) => savedName === 'Evelyn');
      let told = bot.contacts.length;
      await world.phone.forgets(eve, { name: 'Evelyn' });
      expect(await bot.meets(eve.id, () => true, told)).not.toHaveProperty('savedName');
      // When the next change has been read, Baileys has told the last name of the deleted entry.
      const other = someone();
      await world.phone.saves(other, 'Somebody else');
      await bot.meets(other.id);
      expect(bot.contacts.slice(told).filter(({ savedName }) => savedName === 'Evelyn')).toEqual([]);
      told = bot.contacts.length;
      await world.phone.saves(eve, 'Evelyn');
      await bot.meets(eve.id, ({ savedName }) => savedName === 'Evelyn', told);
      told = bot.contacts.length;
      await world.phone.forgets(eve);
      expect(await bot.meets(eve.id, () => true, told)).not.toHaveProperty('savedName');
      const before = bot.accepted.length;
      await eve.says('hi');
      expect((await bot.hears(before + 1)).chat).not.toHaveProperty('savedName');
    });

    it('of an entry under a LID are those of the person', async () => {
      await eve.says('hi');
      await bot.meets(eve.id, isPair(eve));
      await world.phone.saves(eve, 'Eve of the book', { under: 'lid' });
      const told = await bot.meets(eve.id, ({ savedName }) => savedName !== undefined);
      expect(told).toMatchObject({ savedName: 'Eve of the book', pushName: eve.identity.name });
    });

    it('that people give themselves are kept, and apart from saved ones', async () => {
      await world.phone.sendsHistory({ kind: 'push-names', pushNames: [eve] });
      await bot.meets(eve.id, ({ pushName }) => pushName === eve.identity.name);
      await restart();
      const before = bot.accepted.length;
      await world.phone.types(eve, 'hello Eve');
      const { chat } = await bot.hears(before + 1);
      expect(chat.pushName).toBe(eve.identity.name);
      expect(chat).not.toHaveProperty('savedName');
    });
  });

  describe('groups', () => {
    it('are told when they are new or renamed, and messages come under the new name', async () => {
      const friends = group(eve);
      await bot.meets(friends.id, ({ savedName }) => savedName === 'Friends');
      friends.rename('Family');
      const told = await bot.meets(friends.id, ({ savedName }) => savedName === 'Family');
      expect(told.alternateIdentifiers).toEqual([]);
      const before = bot.accepted.length;
      await eve.says('hi', { to: friends });
      expect((await bot.hears(before + 1)).chat).toMatchObject({
        identifier: friends.id,
        savedName: 'Family',
      });
    });

    it('that were renamed while the bot was away are told at the next connection', async () => {
      const friends = group(eve);
      await bot.meets(friends.id);
      await bot.session.stop();
      friends.rename('Family');
      await restart();
      const told = await bot.meets(friends.id, ({ savedName }) => savedName === 'Family');
      expect(told.alternateIdentifiers).toEqual([]);
    });

    it('have members by their numbers, also where only LIDs are shown', async () => {
      await world.phone.tellsMapping(eve);
      await bot.meets(eve.id, isPair(eve));
      const friends = world.whatsapp.group({ subject: 'Friends', members: [world.phone] });
      friends.tellsOtherId = false;
      friends.add(eve);
      const before = bot.accepted.length;
      await eve.says('hi', { to: friends });
      expect((await bot.hears(before + 1)).sender).toMatchObject({ identifier: eve.id });
    });
  });

  it('never makes the owner one with whom they write to', async () => {
    const before = bot.accepted.length;
    for (const addressing of ['lid', 'number'] as const) {
      await world.phone.types(eve, 'hi', { addressing, tellsOtherId: false });
      await world.phone.types(eve, 'hi again', { addressing });
    }
    await bot.hears(before + 4);
    const own = [world.phone.id, world.phone.lid];
    const told = bot.contacts.flatMap((known) => [known.identifier, ...known.alternateIdentifiers]);
    expect(own.filter((id) => told.includes(id))).toEqual([]);
    const rows = [...bot.credentials.entries].filter(([key]) => key.startsWith('lid-mapping-'));
    const [ownNumber, ownLid] = own.map((id) => id.split('@')[0] ?? '');
    for (const [key, user] of rows) {
      const isOwnKey = key === `lid-mapping-${ownNumber}` || key === `lid-mapping-${ownLid}_reverse`;
      expect([ownNumber, ownLid].includes(JSON.parse(user)), key).toBe(isOwnKey);
    }
  });

  it('leaves no problem behind', () => {
    expect(world.whatsapp.problems).toEqual([]);
  });
});
