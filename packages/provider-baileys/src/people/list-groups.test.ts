import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Bot } from '../testing/bot.ts';
import { World } from '../testing/world.ts';

const QUERY = 'w:g2 participating';

describe('listGroups', () => {
  let world: World;
  let bot: Bot;

  beforeEach(async () => {
    world = await World.begin();
    bot = await world.linkedBot();
  });

  afterEach(async () => {
    await world[Symbol.asyncDispose]();
  });

  const groupOfOwner = (subject: string) => world.whatsapp.group({ subject, members: [world.phone] });

  it('gives the groups of the account, and no other', async () => {
    const [family, friends] = [groupOfOwner('Family'), groupOfOwner('Friends')];
    world.whatsapp.group({ subject: 'Others', members: [world.ann] });
    expect(await bot.session.listGroups?.()).toEqual([
      { identifier: family.id, alternateIdentifiers: [], savedName: 'Family' },
      { identifier: friends.id, alternateIdentifiers: [], savedName: 'Friends' },
    ]);
  });

  it('learns who is in them', async () => {
    world.ann.isLidPublic = false;
    const family = groupOfOwner('Family');
    family.tellsOtherId = false;
    family.add(world.ann);
    await world.ann.says('hello', { to: family });
    expect((await bot.hears(1)).sender.identifier).toBe(world.ann.lid);
    family.tellsOtherId = true;
    await bot.session.listGroups?.();
    await bot.meets(world.ann.id, ({ alternateIdentifiers }) => alternateIdentifiers.includes(world.ann.lid));
  });

  it('fails when WhatsApp does not answer in time', async () => {
    await bot.session.listGroups?.();
    world.phone.queryFaults.set(QUERY, 'ignore');
    const [outcome] = await Promise.allSettled([bot.session.listGroups?.(), bot.clock.fire(8_000)]);
    expect(outcome).toMatchObject({ reason: { code: 'upstream_timeout' } });
  });

  it('fails when WhatsApp refuses to answer', async () => {
    world.phone.queryFaults.set(QUERY, { refuse: 429 });
    await expect(bot.session.listGroups?.()).rejects.toMatchObject({ code: 'upstream_timeout' });
  });

  it('fails when the connection is lost before the answer', async () => {
    await bot.session.listGroups?.();
    world.phone.queryFaults.set(QUERY, 'ignore');
    const cut = bot.clock.holds(8_000).then(() => world.phone.disconnect('socket-lost'));
    const [outcome] = await Promise.allSettled([bot.session.listGroups?.(), cut]);
    expect(outcome).toMatchObject({ reason: { code: 'not_connected' } });
  });
});
