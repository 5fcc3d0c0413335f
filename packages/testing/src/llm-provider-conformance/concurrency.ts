import { expect } from 'vitest';
import type { Check } from '../conformance/check.ts';
import type { LlmSubject } from './llm-subject.ts';

const CALLS = 10;

/** LlmModel.generate: calls that overlap. */
export const concurrencyChecks: readonly Check<LlmSubject, never>[] = [
  {
    title: 'get each its own answer, also when the last is answered first',
    async run(subject) {
      const gates = Array.from({ length: CALLS }, () => Promise.withResolvers<void>());
      subject.peer.answerWith(async ({ messages }) => {
        const question = messages.at(-1)?.content ?? '';
        await gates[Number(question)]?.promise;
        return { text: `the answer to ${question}` };
      });
      const model = subject.model();
      const answers = gates.map((_, index) => subject.ask(String(index), { model }));
      await subject.asked(CALLS);
      for (const gate of gates.toReversed()) gate.resolve();
      expect((await Promise.all(answers)).map((result) => result.kind === 'text' && result.text)).toEqual(
        gates.map((_, index) => `the answer to ${index}`),
      );
      expect(subject.peer.requests).toHaveLength(CALLS);
    },
  },
  {
    title: 'fail each on its own',
    async run(subject) {
      subject.peer.answerWith(({ messages }) => ({ text: `the answer to ${messages.at(-1)?.content}` }));
      const [model, aborted] = [subject.model(), AbortSignal.abort()];
      const outcomes = await Promise.allSettled([
        subject.ask('one', { model }),
        subject.ask('two', { model, signal: aborted }),
        subject.ask('three', { model }),
      ]);
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(outcomes[0]).toMatchObject({ value: { text: 'the answer to one' } });
      expect(outcomes[2]).toMatchObject({ value: { text: 'the answer to three' } });
    },
  },
];
