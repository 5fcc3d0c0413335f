import { mkdir, mkdtemp, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppendFile } from './append-file.ts';

/** Windows has no modes, and links for administrators only. */
const isPosix = process.platform !== 'win32';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'webhooks-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function setUp(path = join(folder, 'dead.jsonl')) {
  const failures: unknown[] = [];
  const file = new AppendFile(path, (error) => failures.push(error));
  const append = async (...lines: readonly string[]) => {
    for (const line of lines) file.append(`${line}\n`);
    await file.flush();
  };
  const modeOf = async () => (isPosix ? ((await stat(path)).mode & 0o777).toString(8) : '600');
  return { path, append, failures, text: () => readFile(path, 'utf8'), modeOf };
}

describe('AppendFile', () => {
  it('makes a file for its owner only', async () => {
    const { append, text, modeOf } = setUp();
    await append('1', '2', '3');
    await append('4');
    expect([await text(), await modeOf()]).toEqual(['1\n2\n3\n4\n', '600']);
  });

  it('keeps others from a file that they could read, and what is in it', async () => {
    const { path, append, text, modeOf } = setUp();
    await writeFile(path, 'old\n', { mode: 0o644 });
    await append('new');
    expect([await text(), await modeOf()]).toEqual(['old\nnew\n', '600']);
  });

  it('ends a line that was torn', async () => {
    const { path, append, text } = setUp();
    await writeFile(path, '{"time":1');
    await append('{}');
    expect(await text()).toBe('{"time":1\n{}\n');
  });

  it('makes it anew when it was moved away', async () => {
    const { path, append, text } = setUp();
    await append('1');
    await rename(path, `${path}.1`);
    await append('2');
    expect(await text()).toBe('2\n');
  });

  it('tells once that it cannot be written, and again after it could', async () => {
    const place = join(folder, 'later');
    const { append, failures, text } = setUp(join(place, 'dead.jsonl'));
    await append('1');
    await append('2');
    expect(failures).toMatchObject([{ code: 'ENOENT' }]);
    await mkdir(place);
    await append('3');
    expect(await text()).toBe('3\n');
    await rm(place, { recursive: true });
    await append('4');
    expect(failures).toHaveLength(2);
  });

  it.runIf(isPosix)('follows no symbolic link', async () => {
    const { path, append, failures } = setUp();
    const elsewhere = join(folder, 'elsewhere');
    await writeFile(elsewhere, '');
    await symlink(elsewhere, path);
    await append('1');
    expect(failures).toMatchObject([{ code: 'ELOOP' }]);
    expect(await readFile(elsewhere, 'utf8')).toBe('');
  });
});
