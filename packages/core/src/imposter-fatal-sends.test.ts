import { settled } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { ANN, setUpLinked } from './test-support/bot.ts';

/** A bot that dies again and again while it sends: its store is gone in the middle of it. */
async function setUpDying() {
  const { account, llm, store, restart, chat } = await setUpLinked();
  account.losesAcknowledgements = true;
  llm.answerWith(() => 'one\ntwo');
  await account.says(ANN, 'hi');
  await settled();
  await store.close();
  /** Another life; `isLast` lets it live, and the platform answer. */
  const live = async (isLast = false) => {
    const life = restart();
    account.losesAcknowledgements = !isLast;
    await life.imposter.resume();
    await settled();
    if (!isLast) await store.close();
    return life;
  };
  return { live, store, account: chat.account('yahav') };
}

describe('A text whose sending ends the process', () => {
  it('is given up after five times, with the rest of its answer', async () => {
    const { live, store, account } = await setUpDying();
    for (let death = 2; death <= 5; death += 1) await live();
    expect(account.attempts).toHaveLength(5);
    const { named } = await live(true);
    expect(account.attempts).toHaveLength(5);
    expect(named('failure')).toMatchObject([{ correspondentId: ANN }]);
    expect(await store.turns.open('yahav')).toEqual([]);
  });

  it('is sent, and what follows it too, when the process lives through it in time', async () => {
    const { live, account } = await setUpDying();
    for (let death = 2; death <= 4; death += 1) await live();
    const { named } = await live(true);
    expect(account.sent.map(({ text, repeats }) => [text, repeats])).toEqual([
      ['one', 4],
      ['two', 0],
    ]);
    expect(named('failure')).toEqual([]);
  });
});
