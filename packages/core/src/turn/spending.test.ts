import { describe, expect, it } from 'vitest';
import type { LlmResult } from '../contracts/llm-provider.ts';
import { Spending } from './spending.ts';

function answer(model: string, inputTokens: number): LlmResult {
  const usage = { inputTokens, cachedInputTokens: 1, outputTokens: 2, reasoningTokens: 3 };
  return { kind: 'text', text: 'Hi', finish: 'stop', usage, model, requestId: null };
}

describe('Spending', () => {
  it('is not known before a call was answered', () => {
    const spending = new Spending();
    spending.add(null, 5);
    expect(spending.usage).toBeNull();
  });

  it('adds up all calls, the failed ones too, under the name that was told last', () => {
    const spending = new Spending();
    spending.add(null, 5);
    spending.add(answer('small', 10), 7);
    spending.add(answer('large', 20), 11);
    expect(spending.usage).toEqual({
      model: 'large',
      inputTokens: 30,
      cachedInputTokens: 2,
      outputTokens: 4,
      reasoningTokens: 6,
      calls: 3,
      durationMs: 23,
    });
  });
});
