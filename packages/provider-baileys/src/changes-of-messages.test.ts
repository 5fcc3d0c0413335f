import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Contact, deletion, edit, quoting, reaction, wrapped } from '@chat-imposter/testing/whatsapp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bot } from './testing/bot.ts';
import { World } from './testing/world.ts';

/** Long enough for anything to reach the server that does not wait. */
async function manyTurns(): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) await nextTurn();
}

describe('a change of a message', () => {
  let world: World;
  let bob: Contact;
  let bot: Bot;
  /** What the core was handed, in order. */
  let told: string[];

  beforeEach(async () => {
    world = await World.begin();
    bob = world.whatsapp.contact({ number: '15551110002', name: 'Bob' });
    bot = await world.linkedBot();
    told = [];
    bot.beforeAccept = ({ content }) => void told.push(content);
    bot.beforeChange = () => void told.push('a change');
  });

  afterEach(async () => {
    await world[Symbol.asyncDispose]();
  });

  const own = (id: string) => ({ id, chat: world.phone.id, fromMe: true });
  const ann = () => ({ identifier: world.ann.id, alternateIdentifiers: [world.ann.lid], pushName: 'Ann' });

  it('by its writer is told in its place, with canonical ids, and is no message', async () => {
    const { id } = await world.ann.says('first words');
    await world.ann.sends(wrapped('edited', edit(own(id), 'other words')), { addressing: 'lid' });
    await world.ann.says('in between');
    await world.ann.sends(deletion(own(id)));
    await world.ann.says('end');
    await bot.hears(3);
    const message = {
      chat: { ...ann(), kind: 'direct' },
      sender: ann(),
      source: 'user',
      providerMessageId: id,
    };
    expect(bot.edits).toEqual([{ ...message, content: 'other words' }]);
    expect(bot.deletions).toEqual([message]);
    expect(told).toEqual(['first words', 'a change', 'in between', 'a change', 'end']);
  });

  it("of the owner, from the phone, is one of the owner's", async () => {
    const { id } = await world.phone.types(world.ann, 'by hand');
    await world.phone.sends(world.ann, edit({ id, chat: world.ann.id, fromMe: true }, 'better'));
    await world.phone.sends(world.ann, deletion({ id, chat: world.ann.id, fromMe: true }));
    await bot.learnsOfChanges(2);
    const message = {
      chat: { identifier: world.ann.id },
      sender: { identifier: world.phone.id },
      source: 'user_outgoing',
    };
    expect(bot.edits).toMatchObject([{ ...message, providerMessageId: id, content: 'better' }]);
    expect(bot.deletions).toMatchObject([{ ...message, providerMessageId: id }]);
  });

  it('of what the other side wrote does not count in a direct chat', async () => {
    const { id } = await world.phone.types(world.ann, 'by hand');
    await world.ann.sends(deletion({ id, chat: world.phone.id, fromMe: false }));
    await world.ann.sends(edit({ id, chat: world.phone.id, fromMe: false }, 'forged'));
    await world.ann.says('end');
    await bot.hears(2);
    expect([bot.edits, bot.deletions]).toEqual([[], []]);
  });

  it('by an administrator of a group names the writer; by anybody else it does not count', async () => {
    const group = world.whatsapp.group({ subject: 'Friends', members: [world.ann, world.phone, bob] });
    const fromAnn = await world.ann.says('from Ann', { to: group });
    const fromBob = await bob.says('from Bob', { to: group });
    const other = (id: string, participant: string) => ({ id, chat: group.id, fromMe: false, participant });
    await bob.sends(deletion(other(fromAnn.id, world.ann.lid)), { to: group });
    await world.ann.sends(deletion(other(fromBob.id, bob.lid)), { to: group });
    await bob.sends(deletion({ id: fromBob.id, chat: group.id, fromMe: true }), { to: group });
    await world.ann.says('end', { to: group });
    await bot.hears(3);
    const message = {
      chat: { identifier: group.id, kind: 'group', savedName: 'Friends' },
      sender: { identifier: bob.id },
      source: 'user',
      providerMessageId: fromBob.id,
    };
    expect(bot.deletions).toMatchObject([message, message]);
    expect(bot.logged.filter((line) => line.includes('it does not count'))).toHaveLength(1);
  });

  it("by an administrator may be of the account's own words", async () => {
    const group = world.whatsapp.group({ subject: 'Friends', members: [world.ann, world.phone] });
    const { id } = await world.phone.types(group, 'by hand');
    const reference = { id, chat: group.id, fromMe: false, participant: world.phone.lid };
    await world.ann.sends(deletion(reference), { to: group });
    await bot.learnsOfChanges(1);
    expect(bot.deletions).toMatchObject([
      { sender: { identifier: world.phone.id }, source: 'user_outgoing', providerMessageId: id },
    ]);
  });

  it('counts when its sender has become an administrator', async () => {
    const group = world.whatsapp.group({ subject: 'Friends', members: [world.ann, world.phone, bob] });
    const { id } = await world.ann.says('from Ann', { to: group });
    const reference = { id, chat: group.id, fromMe: false, participant: world.ann.lid };
    await bob.sends(deletion(reference), { to: group });
    await world.phone.confirmed();
    group.promote(bob);
    await bob.sends(deletion(reference), { to: group });
    await bot.learnsOfChanges(1);
    expect(bot.deletions).toMatchObject([{ sender: { identifier: world.ann.id }, providerMessageId: id }]);
  });

  it('does not count when the platform does not tell who the administrators are', async () => {
    const group = world.whatsapp.group({ subject: 'Friends', members: [world.ann, world.phone, bob] });
    const { id } = await bob.says('from Bob', { to: group });
    await bot.hears(1);
    world.phone.queryFaults.set('w:g2 query', 'ignore');
    await world.ann.sends(deletion({ id, chat: group.id, fromMe: false, participant: bob.lid }), {
      to: group,
    });
    await bot.clock.fire(1_000);
    await world.ann.says('end', { to: group });
    await bot.hears(2);
    expect(bot.deletions).toEqual([]);
  });

  it.each([
    ['an edit', (id: string) => edit(own(id), 'other words')],
    ['a deletion', (id: string) => deletion(own(id))],
  ])('is confirmed when the core has it, not before: %s', async (_what, changeOf) => {
    const { id } = await world.ann.says('first words');
    await world.phone.confirmed();
    const before = world.ann.receipts.length;
    bot.beforeChange = async () => {
      await manyTurns();
      expect(world.ann.receipts).toHaveLength(before);
      told.push('checked');
    };
    const change = await world.ann.sends(changeOf(id));
    await world.phone.confirmed();
    expect(world.ann.receipts.slice(before)).toEqual([{ id: change.id, type: 'inactive' }]);
    expect(told).toEqual(['first words', 'checked']);
  });

  it('that the core does not take comes again until it does, before what came after it', async () => {
    const { id } = await world.ann.says('first words');
    await bot.hears(1);
    let refusals = 2;
    bot.beforeChange = () => {
      if (refusals-- > 0) throw new Error('disk full');
      told.push('a change');
    };
    const before = bot.reports.length;
    await world.ann.sends(edit(own(id), 'other words'));
    await world.ann.says('end');
    await bot.reported('connecting', 'store_unavailable', before);
    await bot.hears(2);
    await world.phone.confirmed();
    expect(told).toEqual(['first words', 'a change', 'end']);
    expect(bot.edits).toMatchObject([{ providerMessageId: id, content: 'other words' }]);
  });

  it('is told once when it is delivered twice', async () => {
    const { id } = await world.ann.says('first words');
    const change = await world.ann.sends(edit(own(id), 'other words'));
    await bot.learnsOfChanges(1);
    await world.ann.sends(edit(own(id), 'other words'), { id: change.id });
    await world.ann.says('end');
    await bot.hears(2);
    expect(bot.edits).toHaveLength(1);
  });

  it('that waited while the bot was away keeps its place', async () => {
    await bot.session.stop();
    await world.phone.disconnected();
    const { id } = await world.ann.says('first words');
    await world.ann.sends(edit(own(id), 'other words'));
    await world.ann.says('second words');
    await bot.session.start();
    await bot.hears(2);
    expect(told).toEqual(['first words', 'a change', 'second words']);
  });

  it('is none when it is a reaction, a vote or a pin, and these are no messages either', async () => {
    const { id } = await world.ann.says('first words');
    const key = { id, remoteJid: world.phone.id, fromMe: true };
    await world.ann.sends(reaction(own(id), '👍'));
    await world.ann.sends({ pollUpdateMessage: { pollCreationMessageKey: key } });
    await world.ann.sends({ pinInChatMessage: { key, type: 1 } });
    await world.ann.sends({ keepInChatMessage: { key, keepType: 1 } });
    await world.ann.sends({ protocolMessage: { type: 3, ephemeralExpiration: 86_400 } });
    await world.ann.postsStatus('a status');
    await world.ann.says('end');
    await bot.hears(2);
    expect(told).toEqual(['first words', 'end']);
  });
});

describe('an answer', () => {
  it('says what it answers to', async () => {
    await using world = await World.begin();
    const bot = await world.linkedBot();
    const { id } = await world.phone.types(world.ann, 'are you coming?');
    const reference = { id, chat: world.phone.id, fromMe: false };
    await world.ann.sends(quoting(reference, { conversation: 'are you coming?' }, 'yes'));
    await bot.hears(2);
    expect(bot.accepted[1]).toMatchObject({ content: 'yes', quoted: 'are you coming?' });
    expect(bot.accepted[0]).not.toHaveProperty('quoted');
  });
});
