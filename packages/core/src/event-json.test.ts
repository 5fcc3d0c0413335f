import { describe, expect, it } from 'vitest';
import { SendError } from './contracts/chat-provider.ts';
import { ImposterError } from './contracts/errors.ts';
import { LlmError } from './contracts/llm-provider.ts';
import { eventToJson } from './event-json.ts';

const failureOf = (error: Error) =>
  eventToJson('failure', { userId: 'ann', correspondentId: null, error }).data;

describe('eventToJson', () => {
  it('tells the status with what is wrong', () => {
    const lastError = { code: 'logged_out', message: 'The phone ended the link.', time: 1 } as const;
    expect(eventToJson('status', { userId: 'ann', status: 'disconnected', lastError })).toEqual({
      kind: 'status',
      data: { user_id: 'ann', status: 'disconnected', last_error: lastError },
    });
    expect(eventToJson('status', { userId: 'ann', status: 'connected' }).data).toEqual({
      user_id: 'ann',
      status: 'connected',
    });
    expect(eventToJson('status', { userId: 'ann', status: 'connected', historyPercent: 40 }).data).toEqual({
      user_id: 'ann',
      status: 'connected',
      history_percent: 40,
    });
  });

  it('shows of a QR the picture only', () => {
    const { data } = eventToJson('qr', { userId: 'ann', qr: 'data:image/png;base64,AA', text: '2@secret' });
    expect(data).toEqual({ user_id: 'ann', qr: 'data:image/png;base64,AA' });
  });

  it.each([
    [new ImposterError('loop_suspected', 'A loop.'), { code: 'loop_suspected', message: 'A loop.' }],
    [new LlmError('quota', 'No money left.'), { code: 'llm_quota', message: 'No money left.' }],
    [new SendError('rejected', 'Refused.'), { code: 'send_rejected', message: 'Refused.' }],
    [
      new Error('mongodb://user:secret@host'),
      { code: 'unexpected', message: expect.stringContaining('the log of the server') },
    ],
  ])('tells of %s what is safe to tell', (error, expected) => {
    expect(failureOf(error)).toEqual({ user_id: 'ann', correspondent_id: null, ...expected });
  });
});
