import { describe, expect, it } from 'vitest';
import { cleanName, uniqueNames } from './clean-name.ts';

describe('cleanName', () => {
  it.each([
    ['Ann', 'Ann'],
    ['A\u202enn\n<x>', 'A nn x'],
    ['', 'unknown'],
    ['::', 'unknown'],
    ['x'.repeat(50), 'x'.repeat(40)],
  ])('makes %j %j', (name, clean) => {
    expect(cleanName(name)).toBe(clean);
  });
});

describe('uniqueNames', () => {
  it('numbers people of the same name in the order of their appearance', () => {
    expect(['Ann', 'Bob', 'ANN', 'Ann'].map(uniqueNames())).toEqual(['Ann', 'Bob', 'ANN 2', 'Ann 3']);
  });

  it('gives nobody a name that somebody bears already', () => {
    expect(['Ann', 'Ann 2', 'Ann'].map(uniqueNames())).toEqual(['Ann', 'Ann 2', 'Ann 3']);
    expect(uniqueNames(['you'])('You')).toBe('You 2');
  });
});
