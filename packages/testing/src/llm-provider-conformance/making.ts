import { ImposterError } from '@chat-imposter/core';
import { expect } from 'vitest';
import type { Check } from '../conformance/check.ts';
import { manyTurns } from '../conformance/event-loop.ts';
import type { LlmSubject } from './llm-subject.ts';
import type { LlmAbility } from './options.ts';
import { SYSTEM } from './texts.ts';

/** LlmProvider.configSchema and LlmProvider.createModel */
export const makingChecks: readonly Check<LlmSubject, LlmAbility>[] = [
  {
    title: 'takes the persona and the number of retries, which are read by the engine, and keeps them',
    run({ provider, options: { config } }) {
      const given = { ...config, system: SYSTEM, max_retries: 5 };
      expect(provider.configSchema.parse(given)).toMatchObject({ system: SYSTEM, max_retries: 5 });
    },
  },
  {
    title: 'sends no request when a model is made',
    async run(subject) {
      subject.model();
      subject.model({ system: SYSTEM });
      await manyTurns();
      expect(subject.peer.requests).toEqual([]);
    },
  },
  {
    title: 'says so at once when no key is to be had, and where it was looked for',
    needs: ['key'],
    run(subject) {
      expect(subject.options.apiKey, 'the suite needs the key to look for it').toMatch(/^.{16}/);
      const error = thrownBy(() => subject.peer.makeKeyless?.(subject.context));
      expect(ImposterError.is(error), 'it throws an ImposterError').toBe(true);
      expect(error).toMatchObject({ code: 'llm_key_missing', message: expect.stringMatching(/key/i) });
      expect(subject.peer.requests).toEqual([]);
    },
  },
];

function thrownBy(work: () => unknown): unknown {
  try {
    work();
    return null;
  } catch (error) {
    return error;
  }
}
