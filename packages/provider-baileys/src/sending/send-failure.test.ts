import { SendError } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { isSendableId } from './chat-id.ts';
import { failureBeforeWriting, refusal } from './send-failure.ts';

const boom = (statusCode: number, data?: unknown) =>
  Object.assign(new Error('x'), { output: { statusCode }, data });

describe('refusal', () => {
  it.each([
    ['463', 'restricted'],
    ['429', 'throttled'],
    ['500', 'retryable'],
    ['503', 'retryable'],
    ['479', 'rejected'],
    ['400', 'rejected'],
    ['something', 'rejected'],
  ])('of code %s is %s', (code, kind) => {
    expect(refusal(code)).toMatchObject({ kind, message: expect.stringContaining(code) });
  });
});

describe('failureBeforeWriting', () => {
  it.each([
    ['a closed connection', boom(428), 'closed'],
    ['an account that is not logged in', boom(401), 'closed'],
    ['a group that is not there', boom(500, 404), 'rejected'],
    ['a group that one has left', boom(500, 403), 'rejected'],
    ['too many queries', boom(500, 429), 'throttled'],
    [
      'a query without an answer',
      new TypeError("Cannot read properties of undefined (reading 'content')"),
      'retryable',
    ],
    ['anything else', 'text', 'retryable'],
  ])('takes %s', (_what, error, kind) => {
    expect(failureBeforeWriting(error)).toMatchObject({ name: 'SendError', kind, cause: error });
  });

  it('leaves a SendError as it is', () => {
    const error = new SendError('restricted', 'x');
    expect(failureBeforeWriting(error)).toBe(error);
  });
});

describe('isSendableId', () => {
  it.each([
    ['15551110001@s.whatsapp.net', true],
    ['15551110001:4@s.whatsapp.net', true],
    ['90000000001@lid', true],
    ['120363000000000000@g.us', true],
    ['15551110001-1600000000@g.us', true],
    ['123@lid@s.whatsapp.net', false],
    ['status@broadcast', false],
    ['123@newsletter', false],
    ['+15551110001', false],
    ['', false],
    ['123@s.whatsapp.net\n', false],
  ])('of %j is %s', (id, expected) => {
    expect(isSendableId(id)).toBe(expected);
  });
});
