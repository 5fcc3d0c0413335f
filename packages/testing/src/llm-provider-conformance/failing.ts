import type { LlmErrorKind } from '@chat-imposter/core';
import { expect } from 'vitest';
import type { Check } from '../conformance/check.ts';
import type { LlmSubject } from './llm-subject.ts';
import type { LlmAbility, LlmPeerFault } from './options.ts';

interface Meaning {
  /** The kinds that tell the truth. */
  kinds: readonly LlmErrorKind[];
  isRetryable: boolean;
}

const again = (...kinds: LlmErrorKind[]): Meaning => ({ kinds, isRetryable: true });
const never = (...kinds: LlmErrorKind[]): Meaning => ({ kinds, isRetryable: false });

/** What each fault means; those that only a time limit ends are not here. */
const MEANINGS: Record<Exclude<LlmPeerFault, 'hang' | 'stall'>, Meaning> = {
  rate_limit: again('rate_limit'),
  quota: never('quota'),
  auth: never('auth'),
  unknown_model: never('model_not_found'),
  server_error: again('server'),
  overloaded: again('server'),
  context_length: never('context_length'),
  content_filter: never('content_filter'),
  no_output: never('output_truncated'),
  html: again('bad_response'),
  empty_body: again('bad_response'),
  no_choices: again('bad_response'),
  empty_choices: again('bad_response'),
  unreachable: again('network'),
  reset: again('network'),
  cut_body: again('network', 'bad_response'),
};

function meaningCheck(fault: keyof typeof MEANINGS): Check<LlmSubject, LlmAbility> {
  const { kinds, isRetryable } = MEANINGS[fault];
  const call = isRetryable ? 'may be tried again' : 'is not to be tried again';
  return {
    title: `fails as ${kinds.join(' or ')} on ${fault}, which ${call}, after one request`,
    needs: [fault],
    async run(subject) {
      const error = await subject.failureAfter(fault);
      expect(kinds).toContain(error.kind);
      expect(error.retryable).toBe(isRetryable);
      expect(error.retryAfterMs, 'the server asked for no wait').toBeUndefined();
      expect(subject.peer.requests.length, 'requests').toBe(fault === 'unreachable' ? 0 : 1);
    },
  };
}

function waitCheck(fault: 'rate_limit' | 'overloaded'): Check<LlmSubject, LlmAbility> {
  return {
    title: `tells how long the server asks to wait on ${fault}`,
    needs: [fault],
    async run(subject) {
      const error = await subject.failureAfter(fault, { retryAfterSeconds: 7 });
      expect(error).toMatchObject({ retryable: true, retryAfterMs: 7_000 });
    },
  };
}

function silenceCheck(fault: 'hang' | 'stall', when: string): Check<LlmSubject, LlmAbility> {
  return {
    title: `fails as timeout by its own time limit when the server ${when}`,
    needs: [fault, 'time_limit'],
    async run(subject) {
      const { hasty } = subject.options;
      await subject.peer.fail(fault);
      const error = await subject.failureOf(subject.ask(undefined, { model: subject.model(hasty) }));
      expect(error).toMatchObject({ kind: 'timeout', retryable: true });
      expect(subject.peer.requests).toHaveLength(1);
    },
  };
}

/** LlmError */
export const failingChecks: readonly Check<LlmSubject, LlmAbility>[] = [
  ...(Object.keys(MEANINGS) as (keyof typeof MEANINGS)[]).map(meaningCheck),
  waitCheck('rate_limit'),
  waitCheck('overloaded'),
  silenceCheck('hang', 'says nothing'),
  silenceCheck('stall', 'stops in the middle of the answer'),
  {
    title: 'answers again when the failure is over',
    needs: ['server_error'],
    async run(subject) {
      const model = subject.model();
      await subject.peer.fail('server_error');
      await subject.failureOf(subject.ask('one', { model }));
      subject.peer.answerWith(() => ({ text: 'fine' }));
      expect(await subject.ask('two', { model })).toMatchObject({ text: 'fine' });
    },
  },
];
