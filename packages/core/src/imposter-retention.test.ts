import { settled } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { createImposter } from './imposter.ts';
import { createMemoryStore } from './memory-store.ts';
import { ANN, document, MINUTE, setUp } from './test-support/bot.ts';

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ALL = { limit: 1_000, since: 0 };
const STRANGER = 'stranger@fake';

/** A linked bot whose prompts show what is much older than what is kept. */
async function setUpRetaining(more: Parameters<typeof setUp>[0] = { retentionDays: 2 }) {
  const context = setUp(more);
  const limits = { max_days: 1_000, max_messages: 1_000, max_characters: 100_000 };
  await context.imposter.start(document({ context_config: limits, queue_config: limits }));
  const account = context.chat.account('yahav');
  await account.scan();
  const conversation = () => context.store.messages.conversation('yahav', ANN, ALL);
  const prompt = async () => JSON.stringify((await context.imposter.context('yahav')).get(ANN) ?? []);
  return { ...context, account, conversation, prompt };
}

describe('Retention', () => {
  it('takes old texts out of the store and of what the model sees, and leaves the rest', async () => {
    const { account, clock, conversation, prompt, llm, store } = await setUpRetaining();
    llm.answerWith(() => 'an old answer');
    await account.says(ANN, 'an old question');
    await settled();
    const sentId = account.sent[0]?.messageId ?? '';
    expect(await store.turns.sentText('yahav', sentId)).toBe('an old answer');
    await clock.advance(DAY + HOUR);
    llm.answerWith(() => 'a new answer');
    await account.says(ANN, 'a new question');
    await settled();
    expect(await prompt()).toContain('an old answer');
    await clock.advance(DAY);
    expect((await conversation()).map(({ content }) => content)).toEqual(['a new question', 'a new answer']);
    expect(await prompt()).toContain('a new answer');
    expect(await prompt()).not.toContain('old');
    expect(await store.turns.sentText('yahav', sentId)).toBeNull();
  });

  it('leaves what is queued, which has a limit of its own', async () => {
    const { account, clock, imposter } = await setUpRetaining();
    await account.says(STRANGER, 'collected');
    await clock.advance(40 * DAY);
    expect((await imposter.queue('yahav')).get(STRANGER)).toMatchObject([{ id: 1, content: 'collected' }]);
  });

  it('knows for longer what it has recorded, and not for ever', async () => {
    const context = await setUpRetaining({ retentionDays: 1, idRetentionDays: 3 });
    const { account, clock, named } = context;
    const message = await account.says(ANN, 'hello');
    await settled();
    await clock.advance(2 * DAY);
    await account.deliver([message]);
    expect(named('message')).toHaveLength(1);
    await clock.advance(2 * DAY);
    await account.deliver([message]);
    expect(named('message')).toMatchObject([{ message: { id: 1 } }, { message: { id: 2 } }]);
  });

  it('keeps everything unless it is asked for', async () => {
    const { account, clock, conversation } = await setUpRetaining({});
    await account.says(ANN, 'hello');
    await settled();
    await clock.advance(400 * DAY);
    expect(await conversation()).not.toEqual([]);
  });

  it('begins a while after the start, goes on in small steps, and ends with the imposter', async () => {
    const steps: number[] = [];
    const store = createMemoryStore();
    const context = setUp({ store, retentionDays: 1 });
    const { clock, imposter } = context;
    const began = clock.now();
    Object.assign(store.retention, {
      reduce: async () => {
        steps.push(clock.now() - began);
        return steps.length < 3;
      },
    });
    await imposter.statuses();
    await clock.advance(2 * HOUR);
    expect(steps).toEqual([MINUTE, MINUTE + 50, MINUTE + 100, HOUR + MINUTE + 100]);
    await imposter.close();
    await clock.advance(2 * HOUR);
    expect(steps).toHaveLength(4);
  });

  it('tries again when the store is away', async () => {
    let calls = 0;
    const store = createMemoryStore();
    const { clock, imposter } = setUp({ store, retentionDays: 1 });
    Object.assign(store.retention, {
      reduce: async () => {
        calls += 1;
        throw new Error('away');
      },
    });
    await imposter.statuses();
    await clock.advance(2 * HOUR);
    expect(calls).toBe(2);
    await imposter.close();
  });

  it.each([
    [{ retentionDays: 0 }, 'retentionDays must be more than 0, not 0.'],
    [{ retentionDays: Number.NaN }, 'retentionDays must be more than 0, not NaN.'],
    [{ idRetentionDays: 30 }, 'idRetentionDays needs retentionDays.'],
    [
      { retentionDays: 14, idRetentionDays: 7 },
      'idRetentionDays must be at least retentionDays (14), not 7.',
    ],
  ])('refuses %j', (options, message) => {
    expect(() => createImposter({ chat: [], ...options })).toThrow(new RangeError(message));
  });
});
