import { settled } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { setUpLinked } from './test-support/bot.ts';

const CONTACTS = ['ann@fake', 'ben@fake', 'cat@fake'];
const never = () => new Promise<never>(() => {});

/** Every contact has written, and the process dies so many times with all their turns under way. */
async function setUpThinking(deaths: number) {
  const context = await setUpLinked({ respond_to_whitelist: CONTACTS });
  context.llm.answerWith(never);
  for (const contact of CONTACTS) await context.account.says(contact, 'hi');
  await settled();
  await context.store.close();
  const next = async () => {
    const process = context.restart();
    process.llm.answerWith(never);
    await process.imposter.resume();
    await settled();
    return process;
  };
  for (let death = 1; death < deaths; death += 1) {
    await next();
    await context.store.close();
  }
  return { ...context, next };
}

describe('Turns that were under way when the process died', () => {
  it('are taken up side by side after one death', async () => {
    const { next } = await setUpThinking(1);
    expect((await next()).llm.requests).toHaveLength(3);
  });

  it('are taken up one at a time after two, until all are answered', async () => {
    const { restart, store, account } = await setUpThinking(2);
    const { imposter, llm } = restart();
    const gates = CONTACTS.map(() => Promise.withResolvers<string>());
    llm.answerWith(() => (gates[llm.requests.length - 1] as (typeof gates)[number]).promise);
    await imposter.resume();
    for (const [index, gate] of gates.entries()) {
      await settled();
      expect(llm.requests).toHaveLength(index + 1);
      gate.resolve(`answer ${index}`);
    }
    await account.hears(3);
    await settled();
    expect(await store.turns.open('yahav')).toEqual([]);
  });

  it('are answered before the one that was under way alone, which is given up', async () => {
    const { restart, store, account } = await setUpThinking(2);
    const dying = restart();
    dying.llm.answerWith(never);
    await dying.imposter.resume();
    await settled();
    await store.close();
    const { imposter, llm, events } = restart();
    await imposter.resume();
    await account.hears(2);
    await settled();
    const asked = llm.requests.length;
    expect([asked, account.sent.map(({ chatId }) => chatId)]).toEqual([2, CONTACTS.slice(1)]);
    const ends = events.flatMap(({ name, payload }) =>
      name === 'reply' || name === 'failure' ? [[name, payload.correspondentId]] : [],
    );
    expect(ends).toEqual([
      ['reply', CONTACTS[1]],
      ['reply', CONTACTS[2]],
      ['failure', CONTACTS[0]],
    ]);
  });
});
