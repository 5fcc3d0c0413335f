import type { Identity, IncomingMessage } from '@chat-imposter/core';
import type { Contact, Group } from '@chat-imposter/testing/whatsapp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bot } from '../testing/bot.ts';
import { World } from '../testing/world.ts';

const STEPS = [
  'message under the LID',
  'message under the number',
  'message in a group by LID',
  'contact sync',
  'message of the owner',
  'restart',
] as const;
type Step = (typeof STEPS)[number];

/** All 720 orders of the steps, of which every 11th is tried, and so 66 in which each step has each place. */
const ORDERS = permutations(STEPS).filter((_order, index) => index % 11 === 0);

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) =>
    permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  );
}

/** What the core was told, in order. */
type Told = { message: IncomingMessage } | { identity: Identity };

describe('a person', () => {
  let world: World;
  let group: Group;
  let bot: Bot;
  let told: Told[] = [];
  let people = 0;
  let texts = 0;

  beforeAll(async () => {
    world = await World.begin();
    bot = await world.linkedBot();
    watch();
    group = world.whatsapp.group({ subject: 'Friends', members: [world.phone] });
    group.tellsOtherId = false;
    await bot.meets(group.id);
  });

  afterAll(async () => {
    await world[Symbol.asyncDispose]();
  });

  const watch = () => {
    bot.beforeAccept = (message) => void told.push({ message });
    bot.beforeMeeting = (identities) => void told.push(...identities.map((identity) => ({ identity })));
  };
  /** Resolves when what somebody wrote has been handed over. */
  const heard = async (write: (text: string) => Promise<unknown>) => {
    texts += 1;
    const text = `text ${texts}`;
    await write(text);
    await bot.changes.until(
      () => bot.accepted.find(({ content }) => content === text),
      () => `Not handed over: ${text}. ${bot.history()}`,
    );
  };
  const alone = { tellsOtherId: false } as const;
  const step: Record<Step, (eve: Contact, index: number) => Promise<unknown>> = {
    'message under the LID': (eve) => heard((text) => eve.says(text, { addressing: 'lid', ...alone })),
    'message under the number': (eve) => heard((text) => eve.says(text, alone)),
    'message in a group by LID': (eve) => heard((text) => eve.says(text, { to: group })),
    'contact sync': async (eve) => {
      await world.phone.saves(eve, 'Eve of the book');
      await bot.meets(eve.id, ({ savedName }) => savedName !== undefined);
    },
    'message of the owner': (eve, index) =>
      heard((text) => world.phone.types(eve, text, { addressing: index % 2 ? 'lid' : 'number', ...alone })),
    restart: async () => {
      await bot.session.stop();
      bot = world.bot(bot.credentials);
      watch();
      await bot.session.start();
      await bot.reported('connected');
    },
  };

  it.each(ORDERS.map((order, index) => [order.join(', '), order, index] as const))(
    'is one contact after: %s',
    async (_name, order, index) => {
      told = [];
      people += 1;
      const eve = world.whatsapp.contact({ number: `1555111${3_000 + people}`, name: 'Eve' });
      // Otherwise Baileys finds out by itself as soon as there is a message under the number.
      eve.isLidPublic = index % 4 === 0;
      group.add(eve);
      for (const next of order) await step[next](eve, index);
      for (const again of STEPS.slice(0, 3)) await step[again](eve, index);
      group.remove(eve);

      expect(world.whatsapp.problems).toEqual([]);
      const keys = new Set<string>();
      let isMapped = false;
      for (const each of told) {
        const identities = 'identity' in each ? [each.identity] : idsOf(each.message);
        for (const { identifier, alternateIdentifiers } of identities) {
          if (identifier === group.id) continue;
          expect([eve.id, eve.lid]).toContain(identifier);
          if (isMapped) expect(identifier).toBe(eve.id);
          isMapped ||= alternateIdentifiers.length > 0;
          keys.add(identifier);
          for (const other of alternateIdentifiers) keys.delete(other);
        }
      }
      expect(isMapped).toBe(true);
      expect([...keys]).toEqual([eve.id]);
      const identity = told.findLast((each) => 'identity' in each)?.identity;
      expect(identity).toMatchObject({ identifier: eve.id, alternateIdentifiers: [eve.lid] });
    },
  );
});

/** Who wrote a message, and with whom the chat is. */
function idsOf({ chat, sender, source }: IncomingMessage): Identity[] {
  return source === 'user' ? [chat, sender] : [chat];
}
