import { describe, expect, it } from 'vitest';
import { keyOfOriginal, originalIdOf, originalValue } from './original-credentials.ts';

describe('the credentials of the original', () => {
  it.each([
    ['anna-creds', 'anna', 'creds'],
    ['anna-pre-key-12', 'anna', 'pre-key-12'],
    ['anna-sender-key-1-2@g.us::3::0', 'anna', 'sender-key-1-2@g.us::3::0'],
    ['anna-sender-key-memory-1-2@g.us', 'anna', 'sender-key-memory-1-2@g.us'],
    ['anna-app-state-sync-version-regular_high', 'anna', 'app-state-sync-version-regular_high'],
    ['anna-lid-mapping-77_reverse', 'anna', 'lid-mapping-77_reverse'],
    ['anna-2-creds', 'anna-2', 'creds'],
    ['anna-2-pre-key-1', 'anna-2', 'pre-key-1'],
    ['anna-session-creds', 'anna-session', 'creds'],
    ['anna-session-session-1.0', 'anna-session', 'session-1.0'],
    ['anna-pre-key-pre-key-1', 'anna-pre-key', 'pre-key-1'],
    ['anna-creds-creds', 'anna-creds', 'creds'],
  ])('%s belongs to %s', (id, userId, key) => {
    expect(keyOfOriginal(id, userId)).toBe(key);
    expect(originalIdOf(userId, key)).toBe(id);
    for (const other of ['ann', 'anna', 'anna-2', 'anna-session', 'anna-pre-key', 'anna-creds', '']) {
      if (other !== userId) expect(keyOfOriginal(id, other), other).toBeNull();
    }
  });

  it.each(['anna', 'anna-', 'anna-other-1', 'creds', '-creds', 'anna-pre-key-', ''])('%j is none', (id) => {
    expect(keyOfOriginal(id, 'anna')).toBeNull();
  });

  it.each([
    ['{"a":1}', '{"a":1}'],
    [{ a: [1] }, '{"a":[1]}'],
    [null, null],
    [7, null],
  ])('the value %j is the text %j', (value, text) => {
    expect(originalValue(value)).toBe(text);
  });
});
