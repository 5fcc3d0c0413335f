import type { Period, TrackedGroupView } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { markdown } from './markdown.ts';

/** A group of this name in whose period somebody said these texts. */
async function written(name: string, ...texts: string[]): Promise<string> {
  const group = { identifier: 'g@fake', alternateIdentifiers: [], displayName: name };
  const sender = { identifier: 'noa@fake', alternateIdentifiers: [], displayName: 'Noa' };
  const messages = texts.map((content) => ({
    sender,
    content,
    originatingTime: 0,
    acceptedTime: 0,
    isLate: false,
  }));
  const period = { start: 0, end: 60_000, digest: null, messages } as unknown as Period;
  const groups = [{ group }] as unknown as TrackedGroupView[];
  const parts: string[] = [];
  for await (const part of markdown(groups, async function* () {
    yield period;
  })) {
    parts.push(part);
  }
  return parts.join('');
}

describe('markdown', () => {
  it.each([
    ['a\nb', 'a \\/ b'],
    ['a \r\n\t b', 'a \\/ b'],
    ['a\n\n \u2028 b', 'a \\/ b'],
    ['\na', ' \\/ a'],
    ['a  \n', 'a \\/ '],
    [' \n\n ', ' \\/ '],
    ['  a  b  ', '  a  b  '],
    ['', ''],
  ])('writes the text %j in one line', async (text, line) => {
    // The name of a group is written as a text is.
    expect((await written(text)).split('\n')[0]).toBe(`# ${line}`);
  });

  it('takes no time for what is made of blanks: 30 messages of 64,000 each', async () => {
    const texts = Array.from({ length: 30 }, () => ' '.repeat(64_000));
    expect((await written('Movies', ...texts)).length).toBeGreaterThan(30 * 64_000);
    // What looks at each blank again for each before it takes minutes, and the test times out.
  });
});
