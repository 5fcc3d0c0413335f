import { describe, expect, it } from 'vitest';
import { parseText, rangeOfPath } from './json-text.ts';

describe('parseText', () => {
  it('reads an object', () => {
    expect(parseText('{"a":[1]}')).toEqual({ document: { a: [1] } });
  });

  it.each([
    ['nothing', '', 'syntax', 1],
    ['a missing value', '{\n  "a": ,\n  "b": 1\n}', 'syntax', 2],
    ['a missing bracket', '{\n  "a": [1\n}', 'syntax', 3],
    ['a comma too many', '{\n  "a": 1,\n}', 'syntax', 3],
    ['a list', '[1]', 'notAnObject', 1],
    ['null', 'null', 'notAnObject', 1],
  ])('says where %s is', (_, text, kind, line) => {
    expect(parseText(text)).toEqual({ problem: expect.objectContaining({ kind, line }) });
  });
});

describe('rangeOfPath', () => {
  const text = '{\n  "a": { "b.c": [1, {"d": 2}] },\n  "a": { "e": 3 }\n}';
  const marked = (path: string[], inside = text) => {
    const { from, to } = rangeOfPath(inside, path);
    return inside.slice(from, to);
  };
  it.each([
    ['the document', [], '{'],
    ['the last of two keys of the same name', ['a', 'e'], '"e": 3'],
    ['what is around a key that is not there', ['a', 'x', 'y'], '"a": { "e": 3 }'],
  ])('marks %s', (_, path, part) => {
    expect(marked(path)).toBe(part);
  });

  it('marks an item of a list', () => {
    expect(marked(['b', '1', 'd'], '{"b": [1, {"d": 2}]}')).toBe('"d": 2');
    expect(marked(['b', '0'], '{"b": [1, {"d": 2}]}')).toBe('1');
  });
});
