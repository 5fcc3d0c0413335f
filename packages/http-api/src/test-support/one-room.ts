import type { Imposter, Playground, PlaygroundMessage } from '@chat-imposter/core';

/** A playground in which nobody answers, but with a call of every kind in it. */
export function oneRoom(imposter: Imposter): Playground {
  let messages: PlaygroundMessage[] = [];
  return {
    async say(userId, text) {
      await imposter.configuration(userId);
      messages = [...messages, { id: `said-${messages.length}`, from: 'contact', text, time: 1 }];
    },
    async state(userId) {
      const { mode } = await imposter.status(userId);
      const request = { system: 'You are Ann.', messages: [{ role: 'user', content: 'hello' }] as const };
      const usage = { inputTokens: 3, cachedInputTokens: 0, outputTokens: 1, reasoningTokens: 0 };
      const asked = { request, startedTime: 1, durationMs: 2 };
      const failed = { ...asked, answer: null, problem: 'The server is away.', model: null, usage: null };
      const answered = { ...asked, answer: 'hi', problem: null, model: 'm', usage };
      return {
        userId,
        mode,
        lastError: null,
        isStale: false,
        isAnswering: messages.length > 0,
        messages,
        turns: [
          {
            turnId: 't1',
            stage: 'answered',
            reason: null,
            startedTime: 1,
            durationMs: 3,
            calls: [failed, answered],
          },
        ],
      };
    },
    async reset(userId) {
      await imposter.status(userId);
      messages = [];
    },
  };
}
