import { describe, expect, it } from 'vitest';
import { findShapeProblem } from './json-shape.ts';

describe('findShapeProblem', () => {
  it.each(['1', 'null', '"__proto__"', '{}', '[]', '{"a":{"constructor":{"prototype":1}}}', nested(32)])(
    'takes %s',
    (text) => {
      expect(findShapeProblem(JSON.parse(text))).toBeNull();
    },
  );

  it.each([nested(33), `{"a":${nested(32)}}`])('refuses %s for its depth', (text) => {
    expect(findShapeProblem(JSON.parse(text))).toMatch(/nested deeper than 32/);
  });

  it('stops early in a value that is nested 10,000 deep', () => {
    expect(findShapeProblem(JSON.parse(nested(10_000)))).toMatch(/nested deeper/);
  });

  it.each(['{"__proto__":1}', '[{"a":{"__proto__":{"x":1}}}]'])('refuses %s for its key', (text) => {
    expect(findShapeProblem(JSON.parse(text))).toMatch(/__proto__/);
  });
});

function nested(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}
