import { createImposter, type Imposter, type Playground, type PlaygroundState } from '@chat-imposter/core';
import { createFakeChatProvider, createFakeClock, createFakeLlmProvider } from '@chat-imposter/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPlayground, type RunningPlayground } from './playground.ts';

const MINUTE_MS = 60_000;

function documentOf(userId: string, changes: Record<string, unknown> = {}) {
  return {
    user_id: userId,
    chat_provider_config: { provider_name: 'fakeChat', provider_config: {} },
    llm_provider_config: {
      provider_name: 'fakeLlm',
      provider_config: { system: 'You are Dana.' },
    },
    behavior: { profile: 'instant' },
    ...changes,
  };
}

/** Looks until nothing is to come any more. */
async function answered(playground: Playground, userId: string): Promise<PlaygroundState> {
  for (let looks = 0; looks < 1_000; looks += 1) {
    const state = await playground.state(userId);
    if (!state.isAnswering && state.turns.length > 0) return state;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('No answer came.');
}

describe('a playground', () => {
  const clock = createFakeClock();
  let imposter: Imposter;
  let playground: RunningPlayground;

  beforeEach(async () => {
    imposter = createImposter({ chat: [createFakeChatProvider()], llm: [createFakeLlmProvider()], clock });
    playground = createPlayground(imposter, { clock });
    await imposter.saveConfiguration(documentOf('dana'));
  });

  afterEach(async () => {
    await playground.close();
    await imposter.close();
  });

  it('answers as the bot would, and shows what the model was asked and what that cost', async () => {
    await playground.say('dana', 'hello');
    const { messages, turns, isStale } = await answered(playground, 'dana');
    expect(messages.map(({ from }) => from)).toEqual(['contact', 'bot']);
    expect(isStale).toBe(false);
    expect(turns).toHaveLength(1);
    const [call] = turns[0]?.calls ?? [];
    expect(turns[0]).toMatchObject({ stage: 'answered', reason: null });
    expect(call?.request.system).toContain('You are Dana.');
    expect(call?.request.messages.at(-1)?.content).toContain('hello');
    expect(call).toMatchObject({ answer: messages[1]?.text, problem: null });
    expect(call?.usage?.outputTokens).toBeGreaterThan(0);
  });

  it('leaves the bot as it is', async () => {
    await playground.say('dana', 'hello');
    await answered(playground, 'dana');
    expect(await imposter.status('dana')).toMatchObject({ status: 'disconnected', authenticated: false });
    expect(await imposter.contacts('dana')).toEqual([]);
    expect((await imposter.queue('dana')).size).toBe(0);
    expect(await imposter.usage('dana', {})).toEqual([]);
  });

  it('begins anew with the next message when the configuration was saved', async () => {
    await playground.say('dana', 'hello');
    await answered(playground, 'dana');
    const provider_config = { system: 'You are Noa.' };
    await imposter.saveConfiguration(
      documentOf('dana', { llm_provider_config: { provider_name: 'fakeLlm', provider_config } }),
    );
    expect(await playground.state('dana')).toMatchObject({ isStale: true });
    await playground.say('dana', 'who are you?');
    const { messages, turns, isStale } = await answered(playground, 'dana');
    expect(isStale).toBe(false);
    expect(messages).toHaveLength(2);
    expect(turns[0]?.calls[0]?.request.system).toContain('You are Noa.');
  });

  it('loses nothing of what is said at once after the configuration was saved', async () => {
    await playground.say('dana', 'hello');
    await answered(playground, 'dana');
    await imposter.saveConfiguration(documentOf('dana', { behavior: { profile: 'natural' } }));
    await Promise.all(['one', 'two', 'three'].map((text) => playground.say('dana', text)));
    const { messages } = await playground.state('dana');
    expect(messages.map(({ text }) => text).sort()).toEqual(['one', 'three', 'two']);
  });

  it('does not wait for an answer to what will not be answered', async () => {
    for (let time = 0; time < 12; time += 1) {
      await playground.say('dana', `message ${time}`);
      await answered(playground, 'dana');
    }
    const { messages, isAnswering } = await playground.state('dana');
    expect(isAnswering).toBe(false);
    // Who answers at the rhythm of a bot is not answered any more.
    expect(messages.filter(({ from }) => from === 'bot').length).toBeLessThan(12);
  });

  it('forgets everything when it is reset', async () => {
    await playground.say('dana', 'hello');
    await answered(playground, 'dana');
    await playground.reset('dana');
    expect(await playground.state('dana')).toMatchObject({ messages: [], turns: [] });
  });

  it('ends with its bot: the next one of the name knows nothing of it', async () => {
    await playground.say('dana', 'hello');
    await answered(playground, 'dana');
    await imposter.deleteConfiguration('dana');
    const provider_config = { system: 'You are another Dana.' };
    await imposter.saveConfiguration(
      documentOf('dana', { llm_provider_config: { provider_name: 'fakeLlm', provider_config } }),
    );
    expect(await playground.state('dana')).toMatchObject({ messages: [], turns: [] });
    await playground.say('dana', 'who are you?');
    const { turns } = await answered(playground, 'dana');
    expect(turns[0]?.calls[0]?.request.system).toContain('You are another Dana.');
  });

  it('says that a bot only collects', async () => {
    await imposter.saveConfiguration(documentOf('eve', { llm_provider_config: null }));
    expect(await playground.state('eve')).toMatchObject({ mode: 'collection_only' });
    await playground.say('eve', 'hello');
    expect(await playground.state('eve')).toMatchObject({ isAnswering: false, turns: [] });
  });

  it('knows no bot that there is not', async () => {
    for (const call of [
      playground.say('nobody', 'x'),
      playground.state('nobody'),
      playground.reset('nobody'),
    ]) {
      await expect(call).rejects.toMatchObject({ code: 'unknown_bot' });
    }
  });

  it('ends what nobody uses for 30 minutes', async () => {
    await playground.say('dana', 'hello');
    await answered(playground, 'dana');
    await clock.advance(29 * MINUTE_MS);
    expect((await playground.state('dana')).messages).toHaveLength(2);
    await clock.advance(2 * MINUTE_MS);
    await expect.poll(async () => (await playground.state('dana')).messages).toHaveLength(0);
  });

  it('keeps 20 bots, and ends the one that was not used for longest', async () => {
    for (let bot = 0; bot < 21; bot += 1) {
      await imposter.saveConfiguration(documentOf(`bot${bot}`));
      await clock.advance(1);
      await playground.say(`bot${bot}`, 'hello');
    }
    expect((await playground.state('bot0')).messages).toHaveLength(0);
    expect((await playground.state('bot1')).messages.length).toBeGreaterThan(0);
  });

  it('ends with its imposter', async () => {
    await playground.say('dana', 'hello');
    await imposter.close();
    await expect(playground.say('dana', 'again')).rejects.toMatchObject({ code: 'closed' });
  });
});
