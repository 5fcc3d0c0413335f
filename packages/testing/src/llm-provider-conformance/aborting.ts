import { getEventListeners } from 'node:events';
import { expect } from 'vitest';
import type { Check } from '../conformance/check.ts';
import { manyTurns } from '../conformance/event-loop.ts';
import type { LlmSubject } from './llm-subject.ts';
import type { LlmAbility } from './options.ts';

function duringCheck(fault: 'hang' | 'stall', when: string): Check<LlmSubject, LlmAbility> {
  return {
    title: `ends a call at once while the server ${when}`,
    needs: [fault],
    async run(subject) {
      await subject.peer.fail(fault);
      const controller = new AbortController();
      const failure = subject.failureOf(subject.ask(undefined, { signal: controller.signal }));
      await subject.asked(1);
      controller.abort(new Error('a reason of the engine'));
      expect(await failure).toMatchObject({ kind: 'aborted', retryable: false });
      expect(subject.peer.requests).toHaveLength(1);
    },
  };
}

/** LlmModel.generate: the signal. */
export const abortingChecks: readonly Check<LlmSubject, LlmAbility>[] = [
  {
    title: 'sends nothing when it was aborted before',
    async run(subject) {
      const error = await subject.failureOf(subject.ask(undefined, { signal: AbortSignal.abort() }));
      expect(error).toMatchObject({ kind: 'aborted', retryable: false });
      await manyTurns();
      expect(subject.peer.requests).toEqual([]);
    },
  },
  duringCheck('hang', 'says nothing'),
  duringCheck('stall', 'is in the middle of the answer'),
  {
    title: 'ends only the call whose signal it is',
    async run(subject) {
      const answer = Promise.withResolvers<{ text: string }>();
      subject.peer.answerWith(() => answer.promise);
      const [model, controller] = [subject.model(), new AbortController()];
      const failure = subject.failureOf(subject.ask('one', { model, signal: controller.signal }));
      const other = subject.ask('two', { model });
      await subject.asked(2);
      controller.abort();
      expect(await failure).toMatchObject({ kind: 'aborted' });
      answer.resolve({ text: 'still here' });
      expect(await other).toMatchObject({ text: 'still here' });
    },
  },
  {
    title: 'leaves nothing behind on the signal, which lives longer than the call',
    needs: ['server_error'],
    async run(subject) {
      const { signal } = new AbortController();
      const model = subject.model();
      await subject.ask('one', { model, signal });
      await subject.peer.fail('server_error');
      await subject.failureOf(subject.ask('two', { model, signal }));
      await manyTurns();
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    },
  },
];
