import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, renameSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { takeLock } from '../scripts/bootstrap/checkout-lock.mjs';
import { temporaryFolder } from './temporary-folder.ts';

const moduleUrl = new URL('../scripts/bootstrap/checkout-lock.mjs', import.meta.url).href;
const deadAfterLooks = 40;

function newLock(): string {
  return join(temporaryFolder(), 'tools', 'lock');
}

function onlyFile(folder: string): string {
  const [file, ...others] = readdirSync(folder);
  expect(others).toEqual([]);
  return join(folder, file ?? '');
}

/** Takes the lock many times and fails when another process is inside at the same time. */
const visitor = (folder: string) => `
  import { rmSync, writeFileSync } from 'node:fs';
  import { setTimeout } from 'node:timers/promises';
  import { takeLock } from '${moduleUrl}';
  const inside = ${JSON.stringify(join(folder, '..', 'inside'))};
  for (let visit = 0; visit < 2000; visit += 1) {
    const lock = await takeLock(${JSON.stringify(folder)}, { pause: () => setTimeout(10) });
    writeFileSync(inside, '', { flag: 'wx' });
    rmSync(inside);
    lock.release();
  }`;

/** A process that takes the lock and is killed while it has it. */
async function killAHolder(folder: string): Promise<number | undefined> {
  const script = `const { takeLock } = await import('${moduleUrl}');
    await takeLock(${JSON.stringify(folder)}); console.log('held'); process.stdin.resume();`;
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', script]);
  await once(holder.stdout, 'data');
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  return holder.pid;
}

afterEach(() => {
  vi.useRealTimers();
});

describe('takeLock', () => {
  it('gives the lock to one at a time', async () => {
    const folder = newLock();
    let inside = 0;
    const visit = async () => {
      const lock = await takeLock(folder, { pause: () => setImmediate() });
      inside += 1;
      await setImmediate();
      expect(inside).toBe(1);
      inside -= 1;
      lock.release();
    };
    await Promise.all(Array.from({ length: 8 }, visit));
    expect(onlyFile(folder)).toBe(join(folder, 'free'));
  });

  it('gives the lock to one process at a time', async () => {
    const folder = newLock();
    const visits = Array.from({ length: 4 }, async () => {
      const args = ['--input-type=module', '--eval', visitor(folder)];
      const child = spawn(process.execPath, args, { stdio: 'inherit' });
      expect(await once(child, 'exit')).toEqual([0, null]);
    });
    await Promise.all(visits);
  });

  it('says once which process has the lock', async () => {
    const folder = newLock();
    const first = await takeLock(folder);
    const onWait = vi.fn<(holder: string) => void>();
    const pause = vi.fn<() => Promise<void>>(async () => {
      if (pause.mock.calls.length === 5) first.release();
    });
    await takeLock(folder, { onWait, pause });
    expect(onWait.mock.calls).toEqual([[String(process.pid)]]);
  });

  it('takes over from a process that was killed', async () => {
    const folder = newLock();
    const pid = await killAHolder(folder);
    const onWait = vi.fn<(holder: string) => void>();
    const pause = vi.fn<() => Promise<void>>(() => setImmediate());
    await takeLock(folder, { onWait, pause });
    expect(pause).toHaveBeenCalledTimes(deadAfterLooks);
    expect(onWait).toHaveBeenCalledWith(String(pid));
  });

  it('lets only one of many waiters take over', async () => {
    const folder = newLock();
    await killAHolder(folder);
    const holders: string[] = [];
    const visit = async () => {
      const lock = await takeLock(folder, { pause: () => setImmediate() });
      const file = onlyFile(folder);
      holders.push(file);
      await setImmediate();
      expect(onlyFile(folder)).toBe(file);
      lock.release();
    };
    await Promise.all(Array.from({ length: 8 }, visit));
    expect(new Set(holders).size).toBe(8);
  });

  it('waits as long as the holder shows that it lives', async () => {
    const folder = newLock();
    const holder = await takeLock(folder);
    const file = onlyFile(folder);
    const pause = vi.fn<() => Promise<void>>(async () => {
      const beats = pause.mock.calls.length;
      if (beats === deadAfterLooks * 5) holder.release();
      else if (beats % (deadAfterLooks - 1) === 0) utimesSync(file, beats, beats);
    });
    await takeLock(folder, { pause });
    expect(pause).toHaveBeenCalledTimes(deadAfterLooks * 5);
  });

  it('shows every second that it lives', async () => {
    vi.useFakeTimers();
    const folder = newLock();
    const onLost = vi.fn<() => void>();
    const lock = await takeLock(folder, { onLost });
    const file = onlyFile(folder);
    utimesSync(file, 1, 1);
    vi.advanceTimersByTime(1000);
    expect(statSync(file).mtimeMs).toBe(Date.now());
    lock.release();
    utimesSync(onlyFile(folder), 1, 1);
    vi.advanceTimersByTime(5000);
    expect(statSync(onlyFile(folder)).mtimeMs).toBe(1000);
    expect(onLost).not.toHaveBeenCalled();
  });

  it('tells a holder that stood still that another one took its place', async () => {
    vi.useFakeTimers();
    const folder = newLock();
    const onLost = vi.fn<() => void>();
    const lock = await takeLock(folder, { onLost });
    renameSync(onlyFile(folder), join(folder, 'held-by-1-other'));
    vi.advanceTimersByTime(3000);
    expect(onLost).toHaveBeenCalledOnce();
    lock.release();
    expect(onlyFile(folder)).toBe(join(folder, 'held-by-1-other'));
  });
});
