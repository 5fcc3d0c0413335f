import { expect } from 'vitest';
import type { Check } from '../conformance/check.ts';
import type { LlmSubject } from './llm-subject.ts';
import type { LlmAbility } from './options.ts';

const USAGE = { inputTokens: 900, cachedInputTokens: 512, outputTokens: 30, reasoningTokens: 20 };
const TEXT = '  two lines,\nan emoji 👨‍👩‍👧 and שלום "quoted"';

/** LlmModel.generate: what comes of an answer. */
export const answeringChecks: readonly Check<LlmSubject, LlmAbility>[] = [
  {
    title: 'gives the text as it is, how it ended, the model and the usage',
    async run(subject) {
      subject.peer.answerWith(() => ({ text: TEXT, finish: 'stop', usage: USAGE, model: 'the-model-2026' }));
      const result = await subject.ask();
      expect(result).toMatchObject({
        kind: 'text',
        text: TEXT,
        finish: 'stop',
        usage: USAGE,
        model: 'the-model-2026',
      });
    },
  },
  {
    title: 'gives numbers for the usage and words for the rest, whatever the server leaves out',
    async run(subject) {
      subject.peer.answerWith(() => ({ text: 'hi' }));
      const result = await subject.ask();
      for (const key of ['inputTokens', 'cachedInputTokens', 'outputTokens', 'reasoningTokens'] as const) {
        expect(Number.isInteger(result.usage[key]) && result.usage[key] >= 0, key).toBe(true);
      }
      expect(result.model).toMatch(/./);
      expect(result.requestId ?? 'none').toMatch(/./);
    },
  },
  {
    title: 'gives a text that was cut at the limit, and says so',
    async run(subject) {
      subject.peer.answerWith(() => ({ text: 'half a sen', finish: 'length' }));
      expect(await subject.ask()).toMatchObject({ kind: 'text', text: 'half a sen', finish: 'length' });
    },
  },
  {
    title: 'tells a refusal from a text',
    needs: ['refusal'],
    async run(subject) {
      subject.peer.answerWith(() => ({ refusal: 'I would rather not.', usage: USAGE }));
      const result = await subject.ask();
      expect(result).toMatchObject({ kind: 'refusal', refusal: 'I would rather not.', usage: USAGE });
      expect(result).not.toHaveProperty('text');
    },
  },
];
