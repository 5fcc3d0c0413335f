import { inspect } from 'node:util';
import { ImposterError } from '@chat-imposter/core';
import {
  MongoClientClosedError,
  MongoInvalidArgumentError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoServerError,
  MongoServerSelectionError,
} from 'mongodb';
import { describe, expect, it } from 'vitest';
import { isPassing, toStoreError } from './store-error.ts';

const serverError = (code: number, more: object = {}) =>
  new MongoServerError({ message: `code ${code}`, code, ...more });

const ERRORS: [error: Error, code: string | null, passes: boolean][] = [
  [new MongoNetworkError('connection closed'), 'store_unavailable', true],
  [Object.assign(new Error('write EPIPE'), { code: 'EPIPE', syscall: 'write' }), 'store_unavailable', true],
  [new MongoServerSelectionError('nobody there', {} as never), 'store_unavailable', true],
  [new MongoNotConnectedError('not connected'), 'store_unavailable', true],
  [new MongoClientClosedError(), 'store_unavailable', false],
  [serverError(10107), 'store_unavailable', true],
  [serverError(11602), 'store_unavailable', true],
  [serverError(64), 'store_unavailable', true],
  [serverError(14031), 'store_unavailable', true],
  [serverError(18), 'store_unavailable', false],
  [serverError(13), 'store_unavailable', false],
  [serverError(9), null, false],
  [serverError(11000), null, false],
  [new MongoInvalidArgumentError('wrong'), null, false],
  [new TypeError('wrong'), null, false],
];

describe('toStoreError', () => {
  it.each(ERRORS)('of %s gives %j (passing: %j)', (error, code, passes) => {
    const told = toStoreError(error, '"db" at host:1');
    expect(ImposterError.is(told) ? told.code : null).toBe(code);
    expect(isPassing(error)).toBe(passes);
    if (code !== null) expect(told).toMatchObject({ message: expect.stringContaining('"db" at host:1') });
  });

  it.each([10107, 9])('keeps documents and connection strings out of what is told of code %i', (code) => {
    const error = serverError(code, {
      message: 'failed at mongodb://anna:s3cret@host/',
      op: { content: 's3cret' },
      errmsg: 's3cret',
    });
    const told = toStoreError(error, 'db');
    expect(inspect(told, { depth: 9, showHidden: true })).not.toContain('s3cret');
    expect(inspect(told, { depth: 9 })).toContain('mongodb://***@host/');
  });

  it('leaves errors of the store as they are', () => {
    const error = new ImposterError('fenced', 'no');
    expect(toStoreError(error, 'db')).toBe(error);
  });
});
