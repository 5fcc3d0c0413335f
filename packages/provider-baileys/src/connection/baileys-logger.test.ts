import { describe, expect, it } from 'vitest';
import { quietLogger } from './baileys-logger.ts';

describe('quietLogger', () => {
  it('passes words and the message of an error, and no other field', () => {
    const lines: unknown[] = [];
    const note = (level: string) => (fields: object, message: string) =>
      void lines.push([level, fields, message]);
    const logger = quietLogger({
      debug: note('debug'),
      info: note('info'),
      warn: note('warn'),
      error: note('error'),
    });
    logger.child({ secret: 'x' }).error({ err: new Error('Bad MAC'), key: 'secret' }, 'failed to decrypt');
    logger.warn('only words');
    logger.info({ node: 'secret' }, 'connected');
    logger.debug({}, 'x');
    logger.trace({}, 'x');
    expect(lines).toEqual([
      ['warn', { source: 'baileys', reason: 'Bad MAC' }, 'failed to decrypt'],
      ['debug', { source: 'baileys', reason: undefined }, 'only words'],
    ]);
  });
});
