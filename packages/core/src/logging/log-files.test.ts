import { execFile } from 'node:child_process';
import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createFakeClock } from '@chat-imposter/testing';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../contracts/clock.ts';
import type { Logger } from '../contracts/logger.ts';
import { LogFiles, type LogFilesLimits } from './log-files.ts';

const execute = promisify(execFile);
const isPosix = process.platform !== 'win32';
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'log-files-'));
  folders.push(folder);
  return folder;
}

function setUp(
  limits: Partial<LogFilesLimits> = {},
  directory = join(temporaryFolder(), 'log'),
  clock: Clock = systemClock,
) {
  const reports: { level: string; fields: Record<string, unknown>; message: string }[] = [];
  const note = (level: string) => (fields: object, message: string) =>
    reports.push({ level, fields: { ...fields }, message });
  const logger: Logger = {
    debug: note('debug'),
    info: note('info'),
    warn: note('warn'),
    error: note('error'),
  };
  const files = new LogFiles(directory, logger, limits, clock);
  const path = (name: string) => join(directory, name);
  const read = (name: string) => readFileSync(path(name), 'utf8');
  const linesOf = (name: string) => read(name).split('\n').slice(0, -1);
  return { files, directory, path, read, linesOf, reports, levels: () => reports.map(({ level }) => level) };
}

/** What this process has open in a folder; null where the system does not tell. */
function openPaths(folder: string): string[] | null {
  if (!existsSync('/proc/self/fd')) return null;
  const targets = readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      return [readlinkSync(`/proc/self/fd/${descriptor}`)];
    } catch {
      // The descriptor that reads this list is closed by now.
      return [];
    }
  });
  return targets.filter((target) => target.startsWith(folder)).sort();
}

function numbers(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => String(from + index));
}

describe('LogFiles', () => {
  it('makes the directory and the file for their owner only', async () => {
    const { files, directory, path, read } = setUp();
    files.append('a.log', 'hello\n');
    await files.flush();
    expect(read('a.log')).toBe('hello\n');
    if (isPosix) {
      expect(statSync(directory).mode & 0o777).toBe(0o700);
      expect(statSync(path('a.log')).mode & 0o777).toBe(0o600);
    }
    await files.close();
  });

  it('makes no directory before there is a line', async () => {
    const { files, directory } = setUp();
    await files.flush();
    await files.close();
    expect(existsSync(directory)).toBe(false);
  });

  it('continues a file of an earlier run', async () => {
    const first = setUp();
    first.files.append('a.log', '1\n');
    await first.files.close();
    const second = setUp({}, first.directory);
    second.files.append('a.log', '2\n');
    await second.files.close();
    expect(second.read('a.log')).toBe('1\n2\n');
  });

  it('ends the half line that a killed process left', async () => {
    const { files, directory, read } = setUp();
    mkdirSync(directory);
    writeFileSync(join(directory, 'a.log'), '1\nhalf');
    files.append('a.log', '2\n');
    await files.close();
    expect(read('a.log')).toBe('1\nhalf\n2\n');
  });

  it('keeps the order of each file, whatever is written at the same time', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd'), pause: fc.constantFrom(0, 0, 0, 1, 2) }),
          { maxLength: 200 },
        ),
        async (steps) => {
          const { files, directory } = setUp({ maxOpenFiles: 2 });
          const expected = new Map<string, string>();
          for (const [index, { name, pause }] of steps.entries()) {
            files.append(name, `${index}\n`);
            expected.set(name, `${expected.get(name) ?? ''}${index}\n`);
            if (pause === 1) await setImmediate();
            if (pause === 2) await files.flush();
          }
          await files.close();
          for (const [name, lines] of expected)
            expect(readFileSync(join(directory, name), 'utf8')).toBe(lines);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('tells a flush when its lines are written, however many follow', async () => {
    const { files, read } = setUp();
    let isLogging = true;
    let count = 0;
    const logging = (async () => {
      while (isLogging) {
        for (const name of ['a.log', 'b.log']) files.append(name, `${count}\n`);
        count += 1;
        await setImmediate();
      }
    })();
    await setImmediate();
    const before = count;
    await files.flush();
    expect(read('b.log').split('\n')).toContain(String(before - 1));
    isLogging = false;
    await logging;
    await files.close();
    expect(read('a.log')).toBe(`${numbers(0, count).join('\n')}\n`);
  });

  it('drops what comes after the end, and ends as often as it is told to', async () => {
    const { files, directory, read } = setUp();
    files.append('a.log', '1\n');
    await files.close();
    files.append('a.log', '2\n');
    await files.close();
    expect(read('a.log')).toBe('1\n');
    expect(openPaths(directory)?.length ?? 0).toBe(0);
  });
});

describe('LogFiles: pace', () => {
  /** The same disk does something else meanwhile, so that what is not there then was not on its way. */
  async function whileDiskWorks(): Promise<void> {
    const { files } = setUp();
    for (let count = 0; count < 5; count++) {
      files.append('a.log', 'line\n');
      await files.flush();
    }
    await files.close();
  }

  async function until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await setImmediate();
  }

  /** A log on a clock that stands still, and what is in it. */
  function setUpClock(limits: Partial<LogFilesLimits> = {}) {
    const clock = createFakeClock();
    const { path, ...rest } = setUp(limits, undefined, clock);
    const text = () => (existsSync(path('a.log')) ? readFileSync(path('a.log'), 'utf8') : '');
    const isGathering = () => clock.pendingTimers === 1;
    return { ...rest, clock, text, isGathering };
  }

  it('writes a line at once, and gathers what comes soon after', async () => {
    const { files, clock, text, isGathering } = setUpClock({ gatherMs: 100 });
    files.append('a.log', '1\n');
    await until(isGathering);
    expect(text()).toBe('1\n');
    files.append('a.log', '2\n');
    await clock.advance(99);
    files.append('a.log', '3\n');
    await whileDiskWorks();
    expect(text()).toBe('1\n');
    await clock.advance(1);
    await until(isGathering);
    expect(text()).toBe('1\n2\n3\n');
    await clock.advance(100);
    files.append('a.log', '4\n');
    await until(isGathering);
    expect(text()).toBe('1\n2\n3\n4\n');
    await files.close();
    expect(clock.pendingTimers).toBe(0);
  });

  it.each(['flush', 'close'] as const)('gathers no longer when told to %s', async (end) => {
    const { files, text, isGathering } = setUpClock();
    files.append('a.log', '1\n');
    await until(isGathering);
    files.append('a.log', '2\n');
    await files[end]();
    expect(text()).toBe('1\n2\n');
    await files.close();
  });

  it('gathers no longer when half of the buffer is full', async () => {
    const { files, text, isGathering } = setUpClock({ maxBufferedBytes: 10 });
    files.append('a.log', '1\n');
    await until(isGathering);
    for (const line of ['2\n', '3\n', '4\n']) files.append('a.log', line);
    await until(() => text() !== '1\n');
    expect(text()).toBe('1\n2\n3\n4\n');
    await files.close();
  });

  it('waits so long for a disk that hangs, once, and writes when it goes on', async () => {
    if (!isPosix) return;
    const { files, clock, text, reports } = setUpClock({ maxWaitMs: 5_000 });
    const goOn = await hang(join(temporaryFolder(), 'pipe'));
    try {
      files.append('a.log', '1\n');
      let isOver = false;
      const flush = files.flush().then(() => {
        isOver = true;
      });
      await clock.advance(4_999);
      expect(isOver).toBe(false);
      await clock.advance(1);
      await flush;
      const close = files.close();
      await clock.advance(0);
      await close;
      expect(reports).toMatchObject([{ level: 'error' }]);
      expect(String(reports[0]?.fields.err)).toContain('did not answer for 5000 ms');
      expect(text()).toBe('');
    } finally {
      await goOn();
    }
    await until(() => text() === '1\n');
  });

  /** Every thread that this process has for its files waits for somebody to write into a pipe. */
  async function hang(pipe: string): Promise<() => Promise<void>> {
    await execute('mkfifo', [pipe]);
    const threads = Number(process.env.UV_THREADPOOL_SIZE ?? 4);
    const readers = Array.from({ length: threads }, () => open(pipe, constants.O_RDONLY));
    return async () => {
      const writer = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
      for (const reader of readers) await (await reader).close();
      closeSync(writer);
    };
  }
});

describe('LogFiles: descriptors', () => {
  it('serves 10,000 contacts with at most 64 and loses no line', async () => {
    const { files, directory, linesOf, reports } = setUp({ maxWaitMs: 60_000 });
    let most = 0;
    for (let round = 0; round < 3; round++) {
      for (let contact = 0; contact < 10_000; contact++) {
        files.append(`${contact}.log`, `${round} of ${contact}\n`);
        files.append('all.log', `${round} of ${contact}\n`);
        if (contact % 50 === 0) {
          await setImmediate();
          most = Math.max(most, openPaths(directory)?.length ?? 64);
        }
      }
    }
    await files.flush();
    expect(openPaths(directory)?.length ?? 64).toBe(64);
    expect(most).toBeLessThanOrEqual(64);
    expect(most).toBeGreaterThan(1);
    await files.close();
    expect(openPaths(directory)?.length ?? 0).toBe(0);
    expect(linesOf('all.log')).toHaveLength(30_000);
    for (let contact = 0; contact < 10_000; contact++) {
      expect(linesOf(`${contact}.log`)).toEqual([0, 1, 2].map((round) => `${round} of ${contact}`));
    }
    expect(reports).toEqual([]);
  }, 60_000);

  it('closes the one that was not used for longest', async () => {
    const { files, directory } = setUp({ maxOpenFiles: 2 });
    for (const name of ['a', 'b', 'a', 'c']) {
      files.append(name, 'line\n');
      await files.flush();
    }
    const both = [join(directory, 'a'), join(directory, 'c')];
    expect(openPaths(directory) ?? both).toEqual(both);
    await files.close();
  });
});

describe('LogFiles: rotation', () => {
  it('rotates before a file gets too large, and keeps so many', async () => {
    const { files, directory, read } = setUp({ maxFileBytes: 6, keptFiles: 3 });
    for (const number of numbers(0, 9)) files.append('a.log', `${number}.\n`);
    await files.close();
    expect(readdirSync(directory).sort()).toEqual(['a.log', 'a.log.1', 'a.log.2']);
    expect(read('a.log.2')).toBe('4.\n5.\n');
    expect(read('a.log.1')).toBe('6.\n7.\n');
    expect(read('a.log')).toBe('8.\n');
  });

  it('starts over where one file is kept', async () => {
    const { files, directory, read } = setUp({ maxFileBytes: 6, keptFiles: 1 });
    for (const number of numbers(0, 5)) files.append('a.log', `${number}.\n`);
    await files.close();
    expect(readdirSync(directory)).toEqual(['a.log']);
    expect(read('a.log')).toBe('4.\n');
  });

  it('gives a line that is larger than a file one of its own', async () => {
    const { files, read } = setUp({ maxFileBytes: 6 });
    files.append('a.log', '1\n');
    files.append('a.log', `${'long'.repeat(5)}\n`);
    files.append('a.log', '2\n');
    await files.close();
    expect([read('a.log.2'), read('a.log.1'), read('a.log')]).toEqual([
      '1\n',
      `${'long'.repeat(5)}\n`,
      '2\n',
    ]);
  });

  it('counts bytes, not characters', async () => {
    const { files, read } = setUp({ maxFileBytes: 6 });
    for (const line of ['€\n', '€\n']) files.append('a.log', line);
    await files.close();
    expect([read('a.log.1'), read('a.log')]).toEqual(['€\n', '€\n']);
  });

  it('loses and tears nothing, and no file is too large', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ width: fc.integer({ min: 0, max: 30 }), flushes: fc.boolean() }), {
          maxLength: 60,
        }),
        fc.integer({ min: 35, max: 120 }),
        async (steps, maxFileBytes) => {
          const { files, directory } = setUp({ maxFileBytes, keptFiles: 100 });
          const lines = steps.map(({ width }, index) => `${index} ${'é'.repeat(width / 2)}`);
          for (const [index, line] of lines.entries()) {
            files.append('a.log', `${line}\n`);
            if (steps[index]?.flushes) await files.flush();
          }
          await files.close();
          const names = existsSync(directory) ? readdirSync(directory) : [];
          const age = (name: string) => Number(name.split('.')[2] ?? 0);
          const all = names
            .sort((one, other) => age(other) - age(one))
            .map((name) => readFileSync(join(directory, name), 'utf8'));
          expect(all.join('')).toBe(lines.map((line) => `${line}\n`).join(''));
          for (const text of all) {
            expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxFileBytes);
            expect(text.endsWith('\n')).toBe(true);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('keeps 10 MB in each of 5 files by default', async () => {
    const { files, directory } = setUp();
    const line = `${'x'.repeat(99_999)}\n`;
    for (let count = 0; count < 610; count++) {
      files.append('a.log', line);
      if (count % 80 === 0) await files.flush();
    }
    await files.close();
    const sizes = readdirSync(directory).map((name) => [name, statSync(join(directory, name)).size]);
    expect(Object.fromEntries(sizes)).toEqual({
      'a.log': 1_000_000,
      'a.log.1': 10_000_000,
      'a.log.2': 10_000_000,
      'a.log.3': 10_000_000,
      'a.log.4': 10_000_000,
    });
  });
});

describe('LogFiles: trouble', () => {
  it('makes a directory anew that was removed, and loses nothing but what was in it', async () => {
    const { files, directory, read, reports } = setUp();
    files.append('a.log', '1\n');
    await files.flush();
    rmSync(directory, { recursive: true });
    files.append('a.log', '2\n');
    files.append('b.log', '3\n');
    await files.close();
    expect([read('a.log'), read('b.log')]).toEqual(['2\n', '3\n']);
    expect(reports).toEqual([]);
  });

  it('follows a directory or a file that is rotated away by somebody else', async () => {
    const { files, directory, path, read, reports } = setUp();
    files.append('a.log', '1\n');
    await files.flush();
    renameSync(path('a.log'), path('a.old'));
    files.append('a.log', '2\n');
    await files.flush();
    renameSync(directory, `${directory}.old`);
    files.append('a.log', '3\n');
    await files.flush();
    rmSync(path('a.log'));
    files.append('a.log', '4\n');
    await files.close();
    const inOld = (name: string) => readFileSync(join(`${directory}.old`, name), 'utf8');
    expect([inOld('a.old'), inOld('a.log'), read('a.log')]).toEqual(['1\n', '2\n', '4\n']);
    expect(reports).toEqual([]);
  });

  it('reports once that lines are dropped, and once how many when it works again', async () => {
    const folder = temporaryFolder();
    const directory = join(folder, 'file', 'log');
    writeFileSync(join(folder, 'file'), 'not a folder');
    const { files, read, reports, levels } = setUp({}, directory);
    for (const number of numbers(0, 3)) {
      files.append('a.log', `${number}\n`);
      files.append('b.log', `${number}\n`);
      await files.flush();
    }
    expect(levels()).toEqual(['error']);
    expect(reports[0]).toMatchObject({ fields: { err: { code: 'ENOTDIR' }, directory } });
    rmSync(join(folder, 'file'));
    files.append('a.log', '3\n');
    await files.flush();
    expect(levels()).toEqual(['error']);
    files.append('b.log', '3\n');
    await files.flush();
    expect(levels()).toEqual(['error', 'warn']);
    expect(reports[1]).toMatchObject({ fields: { droppedLines: 6, directory } });
    expect([read('a.log'), read('b.log')]).toEqual(['3\n', '3\n']);
    writeFileSync(`${directory}.other`, '');
    rmSync(directory, { recursive: true });
    renameSync(`${directory}.other`, directory);
    files.append('a.log', '4\n');
    await files.flush();
    rmSync(directory);
    files.append('a.log', '5\n');
    await files.close();
    expect(levels()).toEqual(['error', 'warn', 'error', 'warn']);
    expect(reports[2]).toMatchObject({ fields: { err: { code: 'ENOTDIR' } } });
    expect(reports[3]).toMatchObject({ fields: { droppedLines: 1 } });
  });

  it('calls an outage over when many files work, though one that failed is never written again', async () => {
    const { files, directory, levels, reports } = setUp();
    mkdirSync(join(directory, 'a.log'), { recursive: true });
    for (let round = 0; round < 2; round++) {
      files.append('a.log', '1\n');
      for (const number of numbers(0, 63)) files.append(number, 'line\n');
      await files.flush();
    }
    expect(levels()).toEqual(['error']);
    files.append('63', 'line\n');
    await files.close();
    expect(levels()).toEqual(['error', 'warn']);
    expect(reports[1]?.fields).toMatchObject({ droppedLines: 2 });
  });

  it('follows no symbolic link, also not one that is put in place of an open file', async () => {
    if (!isPosix) return;
    const { files, directory, path, read, reports } = setUp();
    const outside = join(temporaryFolder(), 'outside');
    writeFileSync(outside, 'mine\n');
    mkdirSync(directory);
    symlinkSync(outside, path('a.log'));
    files.append('a.log', '1\n');
    files.append('b.log', '1\n');
    await files.flush();
    rmSync(path('b.log'));
    symlinkSync(outside, path('b.log'));
    files.append('b.log', '2\n');
    await files.flush();
    expect(readFileSync(outside, 'utf8')).toBe('mine\n');
    expect(reports).toMatchObject([{ level: 'error', fields: { directory } }]);
    expect(String(reports[0]?.fields.err)).toContain('is a symbolic link, which is not followed: remove it');
    rmSync(path('a.log'));
    rmSync(path('b.log'));
    for (const name of ['a.log', 'b.log']) files.append(name, '3\n');
    await files.close();
    expect([read('a.log'), read('b.log')]).toEqual(['3\n', '3\n']);
    expect(reports[1]).toMatchObject({ level: 'warn', fields: { droppedLines: 2 } });
  });

  it('takes a link to the very file it has open for a link', async () => {
    if (!isPosix) return;
    const { files, path, read, levels } = setUp();
    files.append('a.log', '1\n');
    await files.flush();
    renameSync(path('a.log'), path('b.log'));
    symlinkSync(path('b.log'), path('a.log'));
    files.append('a.log', '2\n');
    await files.close();
    expect(read('b.log')).toBe('1\n');
    expect(levels()).toEqual(['error']);
  });

  it('moves a symbolic link with a rotation but does not write through it', async () => {
    if (!isPosix) return;
    const { files, directory, path, read } = setUp({ maxFileBytes: 2 });
    const outside = join(temporaryFolder(), 'outside');
    writeFileSync(outside, 'mine\n');
    mkdirSync(directory);
    symlinkSync(outside, path('a.log.1'));
    for (const line of ['1\n', '2\n', '3\n']) files.append('a.log', line);
    await files.close();
    expect(readFileSync(outside, 'utf8')).toBe('mine\n');
    expect([read('a.log'), read('a.log.1'), read('a.log.2')]).toEqual(['3\n', '2\n', '1\n']);
  });

  it('writes to plain files only', async () => {
    if (!isPosix) return;
    const { files, directory, path, reports } = setUp();
    mkdirSync(directory);
    await execute('mkfifo', [path('a.log')]);
    files.append('a.log', '1\n');
    await files.close();
    expect(String(reports[0]?.fields.err)).toContain('is not a plain file: remove it');
    expect(openPaths(directory)?.length ?? 0).toBe(0);
  });

  it('drops and counts what the buffer has no room for, and goes on when it has', async () => {
    const { files, read, reports, levels } = setUp({ maxBufferedBytes: 10 });
    for (const number of numbers(0, 8)) files.append('a.log', `${number}.\n`);
    expect(levels()).toEqual(['error']);
    await files.flush();
    expect(read('a.log')).toBe('0.\n1.\n2.\n');
    expect(reports[1]).toMatchObject({ level: 'warn', fields: { droppedLines: 5 } });
    for (const number of numbers(8, 20)) {
      files.append('a.log', `${number}\n`);
      await files.flush();
    }
    await files.close();
    expect(read('a.log')).toBe(`0.\n1.\n2.\n${numbers(8, 20).join('\n')}\n`);
    expect(reports).toHaveLength(2);
  });

  it('bears a logger that throws', async () => {
    const { directory } = setUp();
    const fail = () => {
      throw new Error('the logger is broken');
    };
    mkdirSync(join(directory, 'a.log'), { recursive: true });
    const files = new LogFiles(directory, { debug: fail, info: fail, warn: fail, error: fail });
    files.append('a.log', '1\n');
    files.append('b.log', '2\n');
    await files.close();
    expect(readFileSync(join(directory, 'b.log'), 'utf8')).toBe('2\n');
  });

  it('leaves whole lines on a full disk, and recovers when there is room', async () => {
    if (process.platform !== 'linux') return;
    const { directory } = setUp();
    // No file of this process may be larger than 8 KB: the system takes a part of the last write and refuses the rest.
    const script = `
      import { readdirSync, readFileSync, readlinkSync, rmSync, writeSync } from 'node:fs';
      const { LogFiles } = await import(${JSON.stringify(new URL('./log-files.ts', import.meta.url).href)});
      const directory = ${JSON.stringify(directory)};
      const reports = [];
      const note = (level) => ({ err, droppedLines }) => reports.push([level, err?.code ?? droppedLines]);
      const logger = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
      const files = new LogFiles(directory, logger);
      const line = (number) => String(number).padStart(99, '.') + '\\n';
      for (let number = 0; number < 105; number++) {
        files.append('a.log', line(number));
        if (number % 7 === 6) await files.flush();
      }
      const full = readFileSync(directory + '/a.log', 'utf8');
      const links = readdirSync('/proc/self/fd').map((each) => { try { return readlinkSync('/proc/self/fd/' + each); } catch { return ''; } });
      const openFiles = links.filter((link) => link.startsWith(directory)).length;
      rmSync(directory + '/a.log');
      files.append('a.log', line(105));
      await files.close();
      const after = readFileSync(directory + '/a.log', 'utf8');
      writeSync(1, JSON.stringify({ full, after, reports, openFiles }));
    `;
    const { stdout } = await execute('bash', [
      '-c',
      'ulimit -f 8; exec "$0" --no-warnings --input-type=module -e "$1"',
      process.execPath,
      script,
    ]);
    const { full, after, reports, openFiles } = JSON.parse(stdout);
    const line = (number: number) => `${String(number).padStart(99, '.')}\n`;
    // 81 lines would fit, and the last batches were of 7 each.
    expect(full).toBe(
      numbers(0, 77)
        .map((number) => line(Number(number)))
        .join(''),
    );
    // The next attempt is made with a new descriptor: the old one may be what is broken.
    expect(openFiles).toBe(0);
    expect(after).toBe(line(105));
    expect(reports).toEqual([
      ['error', 'EFBIG'],
      ['warn', 28],
    ]);
  });
});
