import { describe, expect, it } from 'vitest';
import { splitReply } from './reply.ts';

describe('splitReply', () => {
  it.each([
    ['one line', 'hey', ['hey']],
    ['lines as messages', 'hey\n\nwhat is up\r\nwell', ['hey', 'what is up', 'well']],
    ['silence', ' NO_REPLY\n', []],
    ['nothing', '  \n ', []],
    ['reasoning in front', '<think>\nhm\n</think>\nsure', ['sure']],
    ['its own name in front', 'yahav: on my way', ['on my way']],
    ['quotes around it all', '"on my way"', ['on my way']],
    ['curly quotes around a line', '“on my way”', ['on my way']],
    ['quotes inside', 'he said "no" twice', ['he said "no" twice']],
    ['markdown emphasis', 'really **now**?', ['really now?']],
    ['an echo of the clock', '[Sat 14:05] soon', ['soon']],
    ['no time in brackets of its own', '(10:30 at the cafe) see you', ['(10:30 at the cafe) see you']],
    ['thoughts without an end', '<think>I wonder\nwhat', []],
    ['a time that is meant', 'at 14:05', ['at 14:05']],
    ['more lines than messages', 'a\nb\nc\nd\ne', ['a', 'b', 'c', 'd\ne']],
  ])('deals with %s', (_, text, parts) => {
    expect(splitReply(text, ['Yahav'])).toEqual(parts);
  });
});
