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

  it('are not given up with the one that kills the process', async () => {
    const { next, store, named } = await setUpThinking(2);
    await next();
    await store.close();
    const { llm, named: tell } = await next();
    expect([...named('failure'), ...tell('failure')]).toHaveLength(1);
    expect(llm.requests).toHaveLength(1);
    const attempts = (await store.turns.open('yahav')).map((turn) => turn.attempts);
    expect(attempts).toEqual([3, 2]);
  });
});
