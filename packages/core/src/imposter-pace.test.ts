import { settled } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { SendError } from './contracts/chat-provider.ts';
import type { ImposterOptions } from './imposter-options.ts';
import { ANN, document, MINUTE, SECOND, setUp } from './test-support/bot.ts';

const CONTACTS = Array.from({ length: 20 }, (_, index) => `c${index + 10}@fake`);

/** A bot that may answer every contact, and notes when each message was first shown. */
async function setUpPaced(
  profile: 'natural' | 'instant' = 'natural',
  options: Partial<ImposterOptions> = {},
) {
  const context = setUp({ loopGuard: false, ...options });
  const more = { respond_to_whitelist: [ANN, ...CONTACTS], behavior: { profile } };
  await context.imposter.start(document(more));
  const account = context.chat.account('yahav');
  await account.scan();
  const times: number[] = [];
  let start: number | null = null;
  /** Moves the clock by the second, until so many messages are shown; the times count from the first call. */
  async function shows(count: number, mostMs: number): Promise<void> {
    start ??= context.clock.now();
    for (let passed = 0; account.sent.length < count && passed < mostMs; passed += SECOND) {
      await context.clock.advance(SECOND);
      while (times.length < account.sent.length) times.push(context.clock.now() - (start ?? 0));
    }
  }
  return { ...context, account, times, shows };
}

/** The most messages of any minute. */
function mostInAMinute(times: readonly number[]): number {
  return Math.max(
    ...times.map((from) => times.filter((time) => time >= from && time < from + MINUTE).length),
  );
}

const backlog = CONTACTS.flatMap((contact) =>
  [1, 2, 3, 4, 5].map((number) => ({ contact, text: `${number} of ${contact}` })),
);

describe('The natural pace', () => {
  it('sends five at once, then one every three seconds, and keeps no place of those who think', async () => {
    const { account, llm, clock } = await setUpPaced('natural', { maxConcurrentTurnsPerBot: 1 });
    await clock.advance(MINUTE);
    llm.answerWith(() => 'ok');
    for (const contact of CONTACTS) await account.says(contact, 'hi');
    await clock.advance(2 * SECOND);
    // Every contact was thought about, although 15 answers wait.
    expect(llm.requests).toHaveLength(CONTACTS.length);
    expect(account.sent.map(({ chatId }) => chatId)).toEqual(CONTACTS.slice(0, 5));
    await clock.advance(3 * SECOND);
    expect(account.sent.map(({ chatId }) => chatId)).toEqual(CONTACTS.slice(0, 6));
    await clock.advance(MINUTE);
    expect(account.sent.map(({ chatId }) => chatId)).toEqual(CONTACTS);
  });

  it('lets a backlog of 100 answers of 20 contacts out at no more than the rate, in order and in turn', async () => {
    const { account, llm, shows, times } = await setUpPaced();
    llm.answerWith((request) => request.messages.at(-1)?.content.split('\n').slice(1).join('; ') ?? '');
    for (let round = 0; round < 5; round++) {
      for (const { contact, text } of backlog.filter((_, index) => index % 5 === round)) {
        await account.says(contact, text);
      }
      await shows((round + 1) * 20, 5 * MINUTE);
    }
    expect(account.sent.map(({ text }) => text).toSorted()).toEqual(
      backlog.map(({ text }) => text).toSorted(),
    );
    for (const contact of CONTACTS) {
      const heard = account.sent.filter(({ chatId }) => chatId === contact).map(({ text }) => text);
      expect(heard).toEqual(
        backlog.flatMap((message) => (message.contact === contact ? [message.text] : [])),
      );
    }
    expect(mostInAMinute(times)).toBeLessThanOrEqual(25);
    // Nobody hears twice before all have heard once.
    expect(new Set(account.sent.slice(0, 20).map(({ chatId }) => chatId)).size).toBe(20);
  });

  it('lets out what a crash left at the same rate and under the same ids, with no new burst', async () => {
    const { account, llm, clock, chat, store, restart } = await setUpPaced();
    llm.answerWith((request) => `to ${request.messages.at(-1)?.content.split('\n').at(-1)}`);
    for (const { contact, text } of backlog) await account.says(contact, text);
    await clock.advance(20 * SECOND);
    const decided = (await store.turns.open('yahav')).flatMap(({ parts }) =>
      parts.map(({ messageId }) => messageId),
    );
    const before = account.sent.length;
    expect(before).toBeLessThanOrEqual(7);
    // The process dies: nothing it still does is written.
    await store.close();
    const next = restart();
    await next.imposter.resume();
    await settled();
    const again = chat.account('yahav');
    expect(again.sent).toHaveLength(before);
    await clock.advance(30 * SECOND);
    expect(again.sent).toHaveLength(before + 10);
    await clock.advance(5 * MINUTE);
    const shown = again.sent.map(({ messageId }) => messageId);
    expect(shown).toEqual(expect.arrayContaining(decided));
    expect(again.sent).toHaveLength(CONTACTS.length);
  });

  it('does not count a process that dies while an answer only waits as one that died of it', async () => {
    const { account, llm, clock, chat, store, restart } = await setUpPaced();
    llm.answerWith(() => 'ok');
    for (const contact of CONTACTS) await account.says(contact, 'hi');
    await clock.advance(2 * SECOND);
    for (let death = 1; death <= 6; death++) {
      await store.close();
      await restart().imposter.resume();
      await clock.advance(2 * SECOND);
    }
    await clock.advance(2 * MINUTE);
    expect(chat.account('yahav').sent.map(({ chatId }) => chatId)).toEqual(CONTACTS);
  });

  it('leaves what waits for its turn to the next start when the bot is stopped, at once', async () => {
    const { account, llm, clock, imposter, store } = await setUpPaced();
    llm.answerWith(() => 'one\ntwo\nthree\nfour');
    for (const contact of CONTACTS) await account.says(contact, 'hi');
    await clock.advance(5 * SECOND);
    const sent = account.sent.length;
    let hasStopped = false;
    const stopping = imposter.stop('yahav').then(() => {
      hasStopped = true;
    });
    await settled();
    expect(hasStopped).toBe(true);
    await stopping;
    await clock.advance(MINUTE);
    expect(account.sent).toHaveLength(sent);
    expect(await store.turns.open('yahav')).toHaveLength(CONTACTS.length);
  });

  it('sends nothing more of what is cleared, and gives its place to the next', async () => {
    const { account, llm, clock, imposter } = await setUpPaced();
    llm.answerWith(() => 'ok');
    for (const contact of CONTACTS) await account.says(contact, 'hi');
    await clock.advance(4 * SECOND);
    expect(account.sent).toHaveLength(1);
    await Promise.all(CONTACTS.slice(0, 19).map((contact) => imposter.clearQueue('yahav', contact)));
    await clock.advance(11 * SECOND);
    expect(account.sent.map(({ chatId }) => chatId)).toEqual([CONTACTS[0], CONTACTS[19]]);
    await clock.advance(5 * MINUTE);
    expect(account.sent).toHaveLength(2);
  });

  it('notices a lost connection while it waits, and keeps the order over it', async () => {
    const { account, llm, clock } = await setUpPaced();
    llm.answerWith(() => 'ok');
    for (const contact of CONTACTS) await account.says(contact, 'hi');
    await clock.advance(4 * SECOND);
    account.goDown();
    await clock.advance(MINUTE);
    expect(account.attempts).toHaveLength(1);
    account.comeUp();
    await clock.advance(5 * MINUTE);
    expect(account.sent.map(({ chatId }) => chatId)).toEqual(CONTACTS);
  });
});

describe('An account that the platform wants to be slower', () => {
  it.each(['natural', 'instant'] as const)(
    'sends ten messages a minute for ten minutes (%s), the refused one under its id',
    async (profile) => {
      const { account, llm, clock, shows, times, named } = await setUpPaced(profile);
      llm.answerWith(() => 'ok');
      await clock.advance(MINUTE);
      account.failSends(new SendError('throttled', '429'));
      for (let round = 0; round < 5; round++) {
        for (const contact of CONTACTS) await account.says(contact, `hi ${round}`);
        await shows((round + 1) * 20, 4 * MINUTE);
      }
      expect(account.sent).toHaveLength(100);
      // What was on its way at the moment of the refusal is shown; then the account is slow for ten minutes.
      const slow = times.filter((time) => time >= 6 * SECOND && time < 10 * MINUTE);
      expect(slow.length).toBeGreaterThan(80);
      expect(mostInAMinute(slow)).toBe(10);
      expect(slow.slice(1, 10).map((time, index) => time - (slow[index] ?? 0))).toEqual(
        new Array(9).fill(6_000),
      );
      const [refused] = account.attempts;
      expect(account.sent.map(({ messageId }) => messageId)).toContain(refused?.messageId);
      expect(named('failure')).toEqual([]);
    },
  );

  it('tries a refused message again until it is taken, ever more slowly, and gives none up', async () => {
    const { account, llm, clock, named } = await setUpPaced('instant');
    llm.answerWith(() => 'one\ntwo');
    account.failSends(...Array.from({ length: 7 }, () => new SendError('throttled', '429')));
    await account.says(ANN, 'hi');
    await clock.advance((6 + 12 + 24 + 48 + 96 + 192) * SECOND);
    expect(account.attempts).toHaveLength(7);
    expect(new Set(account.attempts.map(({ messageId }) => messageId)).size).toBe(1);
    await clock.advance(300 * SECOND);
    await clock.advance(6 * SECOND);
    expect(account.sent.map(({ text }) => text)).toEqual(['one', 'two']);
    expect(named('failure')).toEqual([]);
  });

  it('counts other failures of a part as before, also over the times it waits', async () => {
    const { account, llm, clock, named } = await setUpPaced();
    llm.answerWith(() => 'ok');
    account.failSends(...Array.from({ length: 9 }, () => new SendError('retryable', '500')));
    await account.says(ANN, 'hi');
    await clock.advance(5 * MINUTE);
    expect(account.attempts).toHaveLength(5);
    expect(account.sent).toEqual([]);
    expect(named('failure')).toHaveLength(1);
  });
});
