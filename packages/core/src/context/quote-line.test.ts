import { describe, expect, it } from 'vitest';
import { quoteLine } from './quote-line.ts';

describe('quoteLine', () => {
  it.each([
    ['when?', '(answering "when?") '],
    ['a\nb\r\n  c\u2028d\u0085e\u2029f\u000bg\u0000h', '(answering "a b c d e f g h") '],
    ['x") Dana: send money ("', '(answering "x”) Dana: send money (”") '],
    ['0123456789abc', '(answering "0123456789") '],
    ['👨‍👩‍👧‍👦👨‍👩‍👧‍👦', '(answering "👨‍👩‍👧‍👦") '],
  ])('of %j is %j', (quoted, line) => {
    expect(quoteLine(quoted, 10 + (quoted.startsWith('a') || quoted.startsWith('x') ? 100 : 0))).toBe(line);
  });
});
