import type { LlmMessage } from '@chat-imposter/core';
import { expect } from 'vitest';
import type { Check } from '../conformance/check.ts';
import type { LlmSubject } from './llm-subject.ts';
import type { LlmAbility } from './options.ts';
import { SYSTEM } from './texts.ts';

const CONVERSATION: readonly LlmMessage[] = [
  { role: 'user', content: 'my name is Noa' },
  { role: 'assistant', content: 'hi Noa 👋🏽' },
  { role: 'assistant', content: 'what is up?' },
  { role: 'user', content: '  {"json": null}\n\n%s {{x}} <b>\u200f שלום\u00a0 ' },
  { role: 'user', content: 'are you there?' },
];

/** LlmModel.generate: what the server gets. */
export const askingChecks: readonly Check<LlmSubject, LlmAbility>[] = [
  {
    title: 'sends the persona first, byte for byte, once',
    async run(subject) {
      await subject.ask();
      const [request] = subject.peer.requests;
      expect(request?.messages[0]).toEqual({ role: 'system', content: SYSTEM });
      expect(request?.messages.filter(({ role }) => role === 'system')).toHaveLength(1);
    },
  },
  {
    title: 'sends the messages as they are, in their order, with their roles',
    async run(subject) {
      await subject.ask('', { request: { messages: CONVERSATION } });
      expect(subject.peer.requests[0]?.messages.slice(1)).toEqual(CONVERSATION);
    },
  },
  {
    title: 'sends the same at each call, and changes nothing of what it was given',
    async run(subject) {
      const [model, messages] = [subject.model(), structuredClone(CONVERSATION)];
      for (let call = 0; call < 2; call += 1) await subject.ask('', { model, request: { messages } });
      const [first, second] = subject.peer.requests;
      expect(second).toEqual(first);
      expect(messages).toEqual(CONVERSATION);
    },
  },
  {
    title: 'sends one request for one call',
    async run(subject) {
      await subject.ask();
      expect(subject.peer.requests).toHaveLength(1);
    },
  },
  {
    title: 'sends the longest answer that a request sets, and none of an earlier one',
    needs: ['output_limit'],
    async run(subject) {
      const model = subject.model();
      await subject.ask('one', { model, request: { maxOutputTokens: 123 } });
      await subject.ask('two', { model });
      const limits = subject.peer.requests.map(({ maxOutputTokens }) => maxOutputTokens);
      expect(limits[0]).toBe(123);
      expect(limits[1]).not.toBe(123);
    },
  },
];
