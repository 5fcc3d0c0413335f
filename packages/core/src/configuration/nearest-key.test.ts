import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearestKey, nearMiss } from './nearest-key.ts';

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['kitten', 'sitting', 3],
    ['model', 'modle', 2],
    ['a', '', 1],
  ])('from %j to %j is %d', (from, to, distance) => {
    expect(editDistance(from, to)).toBe(distance);
  });

  it('is the same both ways', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => editDistance(a, b) === editDistance(b, a)));
  });
});

describe('nearMiss', () => {
  it('finds the key that was meant, and nothing for the key itself or a far one', () => {
    const known = ['temperature', 'model'];
    expect(nearMiss('temprature', known)).toBe('temperature');
    expect(nearMiss('model', known)).toBeNull();
    expect(nearMiss('top_p', known)).toBeNull();
  });
});

describe('nearestKey', () => {
  it('gives nothing when no key is like it', () => {
    expect(nearestKey('zzzzzzzz', ['user_id'])).toBeNull();
    expect(nearestKey('userid', ['user_id'])).toBe('user_id');
  });
});
