import { describe, expect, it } from 'vitest';
import { choicesOf } from './bot-choices.ts';

describe('choicesOf', () => {
  it.each([
    ['connected', true, false, false, 'reload stop unlink delete'],
    ['connecting', true, false, false, 'reload stop unlink delete'],
    ['disconnected', true, false, false, 'start reload unlink delete'],
    ['disconnected', false, true, false, 'delete'],
    ['linking', false, true, true, 'stop delete'],
    ['connecting', false, true, true, 'stop delete'],
    ['invalid_config', false, false, false, 'delete'],
    ['invalid_config', true, false, false, 'unlink delete'],
  ] as const)('of %s, linked: %s', (status, authenticated, mayLink, isLinking, actions) => {
    expect(choicesOf({ status, authenticated })).toEqual({
      mayLink,
      isLinking,
      actions: actions.split(' '),
    });
  });
});
