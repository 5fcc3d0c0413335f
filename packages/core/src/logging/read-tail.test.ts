import { linkSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readTail } from './read-tail.ts';

describe('readTail', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'read-tail-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(name: string, lines: readonly string[]): void {
    writeFileSync(join(folder, name), lines.map((line) => `${line}\n`).join(''));
  }

  it('reads no more of a large file than it needs, and cuts no letter', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `${index} שלום ${'é'.repeat(index % 50)}`);
    write('x.log', lines);
    for (const count of [1, 7, 3_000, 19_999, 20_000, 30_000]) {
      expect(await readTail(folder, 'x.log', count)).toEqual(lines.slice(-count));
    }
  });

  it('goes on in the files that made way', async () => {
    write('x.log', ['five']);
    write('x.log.1', ['three', 'four']);
    write('x.log.2', ['one', 'two']);
    expect(await readTail(folder, 'x.log', 4)).toEqual(['two', 'three', 'four', 'five']);
    expect(await readTail(folder, 'x.log', 9)).toEqual(['one', 'two', 'three', 'four', 'five']);
  });

  it('reads a file once that makes way while it is read', async () => {
    write('x.log', ['one']);
    linkSync(join(folder, 'x.log'), join(folder, 'x.log.1'));
    expect(await readTail(folder, 'x.log', 9)).toEqual(['one']);
  });

  it('is empty without a file, or with an empty one', async () => {
    expect(await readTail(folder, 'x.log', 4)).toEqual([]);
    write('x.log', []);
    expect(await readTail(folder, 'x.log', 4)).toEqual([]);
  });
});
