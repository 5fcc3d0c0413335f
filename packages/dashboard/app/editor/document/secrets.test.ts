import { describe, expect, it } from 'vitest';
import { documentWith, SCHEMA } from '../validation/schema-fixture.ts';
import { hideSecrets, nextSecret, restoreSecrets, SECRET_MASK, secretPaths, secretState } from './secrets.ts';

const PATHS = [['llm', 'settings', 'api_key']];

describe('secrets', () => {
  it('are found through references and choices', () => {
    expect(secretPaths(SCHEMA)).toEqual(PATHS);
  });

  it.each([
    [undefined, 'none'],
    [null, 'none'],
    ['', 'none'],
    [SECRET_MASK, 'stored'],
    ['sk-1', 'typed'],
  ])('with the value %j are %s', (value, state) => {
    expect(secretState(value)).toBe(state);
  });

  it.each([
    ['sk-1', true, 'sk-1'],
    ['sk-1', false, 'sk-1'],
    ['', true, SECRET_MASK],
    ['', false, undefined],
  ])('become, of %j typed while one is stored: %s, %j', (typed, isStored, value) => {
    expect(nextSecret(typed, isStored)).toBe(value);
  });

  it('are hidden in what is shown and come back from it, unless something else was typed there', () => {
    const typed = documentWith({ api_key: 'sk-1' });
    const hidden = hideSecrets(typed, PATHS);
    expect(hidden).toEqual(documentWith({ api_key: SECRET_MASK }));
    expect(restoreSecrets(hidden, typed, PATHS)).toEqual(typed);
    const other = documentWith({ api_key: 'sk-2' });
    expect(restoreSecrets(other, typed, PATHS)).toEqual(other);
    expect(restoreSecrets({ user_id: 'dana' }, typed, PATHS)).toEqual({ user_id: 'dana' });
  });
});
