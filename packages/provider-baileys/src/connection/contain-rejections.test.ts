import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { containRejections } from './contain-rejections.ts';

describe('containRejections', () => {
  it('hands rejections over and leaves everything else as it was', async () => {
    const emitter = new EventEmitter();
    const seen: unknown[] = [];
    const rejected = Promise.withResolvers<unknown>();
    const failing = (value: unknown): unknown => {
      seen.push(value);
      return Promise.reject(new Error('lost'));
    };
    emitter.on('a', failing);
    emitter.on('a', (value: unknown) => void seen.push(['second', value]));
    containRejections(emitter, (event, error) => rejected.resolve([event, error]));
    emitter.prependListener('a', () => void seen.push('before'));
    expect([emitter.emit('a', 1), emitter.emit('b')]).toEqual([true, false]);
    expect(await rejected.promise).toEqual(['a', new Error('lost')]);
    expect(seen).toEqual(['before', 1, ['second', 1]]);
  });
});
