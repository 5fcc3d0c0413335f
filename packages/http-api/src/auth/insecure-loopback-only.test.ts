import { describe, expect, it } from 'vitest';
import { isLoopback } from './insecure-loopback-only.ts';

describe('isLoopback', () => {
  it.each(['127.0.0.1', '127.255.0.9', '::1', '::ffff:127.0.0.1', '::FFFF:127.0.0.1'])(
    'knows %s',
    (address) => {
      expect(isLoopback(address)).toBe(true);
    },
  );

  it.each([
    undefined,
    '',
    '10.0.0.1',
    '0.0.0.0',
    '::',
    '::ffff:10.0.0.1',
    '127.evil',
    '128.0.0.1',
    '1127.0.0.1',
  ])('refuses %j', (address) => {
    expect(isLoopback(address)).toBe(false);
  });
});
