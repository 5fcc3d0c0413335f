import { settled } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { SendError } from './contracts/chat-provider.ts';
import { LlmError } from './contracts/llm-provider.ts';
import { ANN, setUpLinked } from './test-support/bot.ts';

describe('A turn event', () => {
  it('tells each step of an answer, with what the model cost, which the store keeps', async () => {
    const { account, llm, store, clock, named } = await setUpLinked();
    const gate = Promise.withResolvers<string>();
    llm.answerWith(() => gate.promise);
    await account.says(ANN, 'one');
    await settled();
    await clock.advance(250);
    gate.resolve('yes');
    await settled();
    const steps = named('turn');
    expect(steps.map(({ stage }) => stage)).toEqual(['thinking', 'decided', 'answered']);
    const [thinking, decided, answered] = steps;
    expect(thinking).toMatchObject({ userId: 'yahav', messageIds: [1], parts: 0, usage: null, reason: null });
    expect(decided).toMatchObject({
      turnId: thinking?.turnId,
      parts: 1,
      usage: { calls: 1, durationMs: 250, inputTokens: expect.any(Number) },
    });
    expect(answered).toMatchObject({ durationMs: 250, usage: decided?.usage });
    const kept: unknown[] = [];
    for await (const turn of store.turns.usage('yahav', { from: 0, until: Number.MAX_SAFE_INTEGER }))
      kept.push(turn);
    expect(kept).toEqual([{ plannedTime: clock.now() - 250, usage: decided?.usage }]);
  });

  it('counts what earlier calls of the same turn cost', async () => {
    const { account, llm, named, clock } = await setUpLinked();
    let failures = 1;
    llm.answerWith(async () => {
      if (failures-- > 0) throw new LlmError('server', 'Try again.');
      return 'yes';
    });
    await account.says(ANN, 'one');
    await clock.advance(60_000);
    expect(named('turn').at(-1)).toMatchObject({ stage: 'answered', usage: { calls: 2 } });
  });

  it('tells why nothing was said', async () => {
    const { account, llm, named } = await setUpLinked();
    llm.answerWith(() => Promise.reject(new LlmError('content_filter', 'No.')));
    await account.says(ANN, 'one');
    await settled();
    expect(named('turn').at(-1)).toMatchObject({
      stage: 'silent',
      reason: 'content_filter',
      messageIds: [1],
    });
  });

  it('tells that a part was refused, and the rest not sent', async () => {
    const { account, named } = await setUpLinked();
    account.refusal = new SendError('rejected', 'Not to this one.');
    await account.says(ANN, 'one');
    await settled();
    expect(named('turn').at(-1)).toMatchObject({ stage: 'failed', reason: 'Not to this one.' });
  });

  it('tells that somebody cleared the queue', async () => {
    const { account, llm, imposter, named } = await setUpLinked();
    llm.answerWith(() => new Promise(() => {}));
    await account.says(ANN, 'one');
    await settled();
    await imposter.clearQueue('yahav');
    expect(named('turn').at(-1)).toMatchObject({ stage: 'dropped', reason: 'cleared' });
  });
});
