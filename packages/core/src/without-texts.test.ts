import { describe, expect, it } from 'vitest';
import { withoutTexts } from './without-texts.ts';

describe('withoutTexts', () => {
  it('leaves out what people wrote and are called, and keeps the rest', () => {
    const person = { identifier: '4915@s', display_name: 'Ann', alternate_identifiers: ['9@lid'] };
    const reduced = { identifier: '4915@s', alternate_identifiers: ['9@lid'] };
    const message = { id: 7, content: 'hi', source: 'user', accepted_time: 5, message_size: 2, group: null };
    const data = { user_id: 'ann', state: 'waiting', reason: null, message: { ...message, sender: person } };
    const { content: _, ...rest } = message;
    expect(withoutTexts(data)).toEqual({ ...data, message: { ...rest, sender: reduced } });
  });

  it('tells what our errors say', () => {
    const status = {
      user_id: 'ann',
      status: 'disconnected',
      last_error: { code: 'x', message: 'Link it.', time: 1 },
    };
    expect(withoutTexts(status)).toEqual(status);
  });

  it('tells ids, words and numbers of a turn', () => {
    const usage = { model: 'gpt', calls: 1, input_tokens: 3 };
    const turn = { turn_id: 't', message_ids: [1, 2], stage: 'decided', reason: null, usage, duration_ms: 5 };
    expect(withoutTexts(turn)).toEqual(turn);
  });

  it('does not tell texts that it does not know', () => {
    const unknown = {
      text: 'a',
      quote: 'b',
      names: ['c'],
      deep: { deeper: ['d', { note: 'e', count: 1 }] },
      is_so: true,
    };
    expect(withoutTexts(unknown)).toEqual({ names: [], deep: { deeper: [{ count: 1 }] }, is_so: true });
  });

  it('leaves alone what it was given', () => {
    const data = { text: 'hi' };
    withoutTexts(data);
    expect(data).toEqual({ text: 'hi' });
  });
});
