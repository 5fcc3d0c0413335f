import { settled, textResult } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { ImposterError } from './contracts/errors.ts';
import { LlmError, type LlmResult } from './contracts/llm-provider.ts';
import type { Store } from './contracts/store.ts';
import type { Imposter } from './imposter.ts';
import { createMemoryStore } from './memory-store.ts';
import { ANN, document, MINUTE, OWNER, setUp } from './test-support/bot.ts';

const GROUP = { kind: 'group', identifier: 'g@fake', savedName: 'Movies' } as const;
const NOA = { identifier: 'noa@fake', alternateIdentifiers: [], pushName: 'Noa' };

const digesting = (digest: object = {}) =>
  document({
    periodic_group_tracking: [
      {
        groupIdentifier: 'g@fake',
        displayName: 'Our movies',
        cronTrackingSchedule: '*/10 * * * *',
        digest: { enabled: true, deliver_to: 'self', ...digest },
      },
    ],
  });

async function digestsOf(imposter: Imposter): Promise<(string | null)[]> {
  const found: (string | null)[] = [];
  for await (const { digest } of imposter.periods('yahav', 'g@fake')) found.unshift(digest);
  return found;
}

/** A connected bot that sums up the group every ten minutes, with a model that answers so. */
async function setUpDigests(digest: object = {}, store: Store = createMemoryStore()) {
  const context = setUp({ store });
  await context.clock.advance(3 * MINUTE);
  await context.imposter.start(digesting(digest));
  const account = context.chat.account('yahav');
  account.groups = [{ identifier: GROUP.identifier, alternateIdentifiers: [] }];
  await account.scan();
  const says = (text: string) => account.says(GROUP, text, { sender: NOA });
  const nextPeriod = async () => {
    await context.clock.advance(10 * MINUTE);
    await settled();
  };
  return { ...context, account, says, nextPeriod };
}

describe('A digest', () => {
  it('is written for a period, stored with it, and sent to the chat of the owner', async () => {
    const { imposter, llm, account, says, nextPeriod } = await setUpDigests({ prompt: 'Which film?' });
    llm.answerWith(() => 'They go to the cinema on Friday.');
    await says('cinema on Friday?');
    await says('[12:00] Ann: yes!\n[12:01] Noa: no');
    await nextPeriod();
    expect(await digestsOf(imposter)).toEqual(['They go to the cinema on Friday.']);
    expect(account.sent.map(({ chatId, text }) => [chatId, text])).toEqual([
      [OWNER.identifier, 'They go to the cinema on Friday.'],
    ]);
    const [request] = llm.requests;
    expect(request?.system).toContain('Which film?');
    const lines = request?.messages[0]?.content.split('\n') ?? [];
    expect(lines[0]).toBe('Group: Our movies');
    expect(lines.slice(3).map((line) => line.replace(/\d\d:\d\d/, 'hh:mm'))).toEqual([
      '[Thu hh:mm] Noa: cinema on Friday?',
      expect.stringMatching(/^\[Thu hh:mm\] Noa: \[12:00\] Ann: yes! \[12:01\] Noa: no$/),
    ]);
  });

  it('is not written for a period in which nothing was said', async () => {
    const { imposter, llm, account, nextPeriod } = await setUpDigests();
    await nextPeriod();
    expect(await digestsOf(imposter)).toEqual([null]);
    expect([llm.requests, account.sent]).toEqual([[], []]);
  });

  it('is for a contact that has written before, and for nobody else', async () => {
    const { imposter, llm, account, says, nextPeriod, named } = await setUpDigests({ deliver_to: ANN });
    const answers = ['first', 'second'];
    llm.answerWith(() => answers.shift() ?? 'none');
    await says('one');
    await nextPeriod();
    expect(account.sent).toEqual([]);
    expect(named('failure')).toMatchObject([{ error: { message: expect.stringMatching(/reaches nobody/) } }]);
    await account.says(ANN, 'let me in', { source: 'user_outgoing', sender: OWNER });
    await says('two');
    await nextPeriod();
    expect(account.sent.map(({ chatId, text }) => [chatId, text])).toEqual([[ANN, 'second']]);
    expect(await digestsOf(imposter)).toEqual(['first', 'second']);
  });

  it('that cannot be written is tried again, and its period is there all the same', async () => {
    const { imposter, clock, llm, account, says, nextPeriod, named } = await setUpDigests();
    llm.answerWith(() => {
      throw new LlmError('server', 'out of order');
    });
    await says('one');
    await nextPeriod();
    await clock.advance(MINUTE);
    expect(await digestsOf(imposter)).toEqual([null]);
    expect(named('failure')).toHaveLength(1);
    llm.answerWith(() => 'now it works');
    await clock.advance(5 * MINUTE);
    await settled();
    expect(await digestsOf(imposter)).toEqual(['now it works']);
    expect(account.sent.map(({ text }) => text)).toEqual(['now it works']);
  });

  it('is written after a restart when it was not before, and sent once', async () => {
    const { imposter, chat, llm, account, says, nextPeriod, restart } = await setUpDigests();
    llm.answerWith(() => 'before the restart');
    account.losesAcknowledgements = true;
    await says('one');
    await nextPeriod();
    const closing = imposter.close();
    account.losesAcknowledgements = false;
    account.cut();
    await closing;
    const next = restart();
    await next.imposter.resume();
    await settled();
    expect(await digestsOf(next.imposter)).toEqual(['before the restart']);
    expect(next.llm.requests).toEqual([]);
    expect(chat.account('yahav').sent).toHaveLength(1);
  });

  it('waits for a quota that is used up', async () => {
    const { imposter, clock, llm, says, nextPeriod } = await setUpDigests();
    llm.answerWith(() => {
      throw new LlmError('quota', 'nothing left');
    });
    await says('one');
    await nextPeriod();
    llm.answerWith(() => 'there is some again');
    await clock.advance(11 * MINUTE);
    await settled();
    expect(await digestsOf(imposter)).toEqual(['there is some again', null]);
  });

  it.each([
    ['refused', { kind: 'refusal', refusal: 'no' }],
    ['cut off', { kind: 'text', text: 'They go to', finish: 'length' }],
    ['empty', { kind: 'text', text: ' ', finish: 'stop' }],
  ] as const)('that is %s is none', async (_, result) => {
    const { imposter, clock, llm, account, says, nextPeriod, named } = await setUpDigests();
    llm.answerWith(() => ({ ...textResult(''), ...result }) as LlmResult);
    await says('one');
    await nextPeriod();
    await clock.advance(6 * MINUTE);
    expect(await digestsOf(imposter)).toEqual([null]);
    expect(named('failure')).toHaveLength(1);
    expect([llm.requests.length, account.sent.length]).toEqual([1, 0]);
  });

  it('that was said and could not be stored is stored as it was said', async () => {
    const store = createMemoryStore();
    const setDigest = store.tracking.setDigest.bind(store.tracking);
    let isAway = true;
    store.tracking.setDigest = async (...args) => {
      if (isAway) throw new ImposterError('store_unavailable', 'The store is away.');
      await setDigest(...args);
    };
    const { imposter, clock, llm, account, says, nextPeriod } = await setUpDigests({}, store);
    const texts = ['first wording', 'second wording'];
    llm.answerWith(() => texts.shift() ?? '');
    await says('one');
    await nextPeriod();
    expect(await digestsOf(imposter)).toEqual([null]);
    isAway = false;
    await clock.advance(5 * MINUTE);
    await settled();
    expect(await digestsOf(imposter)).toEqual(['first wording']);
    expect(account.sent.map(({ text }) => text)).toEqual(['first wording']);
  });

  it('for a contact whose queue is being cleared does not let its turn go on', async () => {
    const store = createMemoryStore();
    const advance = store.turns.advance.bind(store.turns);
    let gate = Promise.resolve();
    store.turns.advance = async (...args) => {
      await gate;
      await advance(...args);
    };
    const { imposter, account, says, nextPeriod } = await setUpDigests({ deliver_to: ANN }, store);
    account.losesAcknowledgements = true;
    await account.says(ANN, 'hello');
    const [reply] = await account.hears(1);
    account.losesAcknowledgements = false;
    const released = Promise.withResolvers<void>();
    gate = released.promise;
    const cleared = imposter.clearQueue('yahav', ANN);
    await says('one');
    await nextPeriod();
    released.resolve();
    await cleared;
    await account.hears(2);
    expect(account.attempts.filter(({ messageId }) => messageId === reply?.messageId)).toHaveLength(1);
  });

  it.each([
    ['a little later', 10 * MINUTE, 1],
    ['after many windows', 23 * 60 * MINUTE, 1],
    ['a day later, when it is too late', 25 * 60 * MINUTE, 0],
  ])('that an earlier run has left undone is written at the next start: %s', async (_, downtime, count) => {
    const { imposter, clock, llm, says, nextPeriod, restart } = await setUpDigests();
    llm.answerWith(() => new Promise(() => {}));
    await says('one');
    await nextPeriod();
    await imposter.close();
    await clock.advance(downtime);
    const next = restart();
    next.llm.answerWith(() => 'made up for');
    await next.imposter.resume();
    await settled();
    const written = (await digestsOf(next.imposter)).filter((digest) => digest !== null);
    expect(written).toEqual(Array(count).fill('made up for'));
    expect(next.llm.requests).toHaveLength(count);
  });

  it('is not stored before it is certain to be sent', async () => {
    const store = createMemoryStore();
    const plan = store.turns.plan.bind(store.turns);
    let isAway = true;
    store.turns.plan = async (...args) => {
      if (isAway) throw new ImposterError('store_unavailable', 'The store is away.');
      await plan(...args);
    };
    const { imposter, clock, llm, account, says, nextPeriod } = await setUpDigests({}, store);
    llm.answerWith(() => 'in the end');
    await says('one');
    await nextPeriod();
    expect(await digestsOf(imposter)).toEqual([null]);
    isAway = false;
    await clock.advance(5 * MINUTE);
    await settled();
    expect(await digestsOf(imposter)).toEqual(['in the end']);
    expect(account.sent.map(({ text }) => text)).toEqual(['in the end']);
  });
});
