import { describe, expect, it } from 'vitest';
import { dotted, withValueAt } from '../document/json.ts';
import { findProblems } from './find-problems.ts';
import { documentWith, SCHEMA } from './schema-fixture.ts';

const said = (document: unknown) =>
  findProblems(SCHEMA, document).map(({ path, message }) => `${dotted(path)}: ${message}`);

describe('findProblems', () => {
  it.each([
    ['a model and a key of the environment', documentWith()],
    ['a source that says so', documentWith({ api_key_source: 'environment' })],
    ['a key of its own', documentWith({ api_key_source: 'explicit', api_key: '********' })],
    ['a setting that nobody knows', documentWith({ top_p: 0.5 })],
    ['a value that may be null', documentWith({ effort: null, tokens: null })],
    ['no model', { user_id: 'dana', llm: null }],
    ['keys without a value', { ...documentWith(), list: undefined }],
  ])('finds nothing wrong with %s', (_, document) => {
    expect(said(document)).toEqual([]);
  });

  it.each([
    ['a missing key', {}, ['user_id: This is needed.']],
    [
      'a key that is missing inside',
      withValueAt(documentWith(), ['llm', 'settings'], {}),
      ['llm.settings.model: This is needed.'],
    ],
    ['a wrong type', { user_id: 7 }, ['user_id: Must be text.']],
    ['a broken pattern', { user_id: 'D' }, ['user_id: Does not have the expected form (^[a-z]+$).']],
    ['a blank text', documentWith({ model: ' ' }), ['llm.settings.model: Must not be empty.']],
    ['a wrong item', { user_id: 'dana', list: ['a', 1] }, ['list.1: Must be text.']],
    ['too little', { user_id: 'dana', limits: { most: 0 } }, ['limits.most: Must be 1 or more.']],
    ['too much', { user_id: 'dana', limits: { most: 10 } }, ['limits.most: Must be 9 or less.']],
    ['a broken number', { user_id: 'dana', limits: { most: 1.5 } }, ['limits.most: Must be a whole number.']],
    [
      'an unknown key',
      { user_id: 'dana', more: 1 },
      ['more: There is no such setting. Remove it from the JSON.'],
    ],
    [
      'an unknown key inside of an option',
      withValueAt(documentWith(), ['llm', 'more'], 1),
      ['llm.more: There is no such setting. Remove it from the JSON.'],
    ],
    [
      'a key that the program owns',
      documentWith({ apiKey: 'x' }),
      ['llm.settings.apiKey: This is set by the program itself. Remove it from the JSON.'],
    ],
    [
      'no key of its own',
      documentWith({ api_key_source: 'explicit' }),
      ['llm.settings.api_key: This is needed.'],
    ],
    [
      'a kind that no option has',
      { user_id: 'dana', llm: 5 },
      ['llm: Must be an object with settings or null.'],
    ],
    [
      'a word that is none of them',
      documentWith({ effort: 'huge' }),
      ['llm.settings.effort: Must be "low" or "high".'],
    ],
    ['a number that may be null', documentWith({ tokens: 0 }), ['llm.settings.tokens: Must be 1 or more.']],
    [
      'two things',
      { user_id: 1, more: 2 },
      ['user_id: Must be text.', 'more: There is no such setting. Remove it from the JSON.'],
    ],
  ])('tells of %s at its place', (_, document, expected) => {
    expect(said(document)).toEqual(expected);
  });

  it('finds nothing with a schema that it can not read', () => {
    expect(findProblems({ type: 'string', pattern: '(' }, 'a')).toEqual([]);
  });
});
