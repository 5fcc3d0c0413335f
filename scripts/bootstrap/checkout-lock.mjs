import { randomUUID } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const free = 'free';
const held = 'held-by-';
const beatMs = 1000;
const pollMs = 250;
const looksUntilDead = 40;

/**
 * @typedef {object} LockOptions
 * @property {(holder: string) => void} [onWait] called once when another process has the lock; `holder` is its process id
 * @property {() => void} [onLost] called when another process took the lock over because this one stood still for long
 * @property {(ms: number) => Promise<unknown>} [pause] how waiting is done; `setTimeout` when absent
 */

/**
 * Takes the lock of a checkout and waits while another process has it.
 *
 * The lock is a folder that always holds exactly one file, and whoever renames that file has taken it: from `free` to
 * a name of its own, or from the name of a holder that is gone. Such a rename succeeds for one process only, so two can
 * never take the same lock, and no process id is asked about that the system may have given to another program. A
 * holder shows that it lives by touching its file every second; a waiter that found the same file untouched in
 * 40 looks (10 seconds of its own running time) takes over. Clocks are not compared, so a machine that
 * slept wakes up with nothing lost.
 * @param {string} folder made when it is not there; nothing else may be kept in it
 * @param {LockOptions} [options]
 * @returns {Promise<{release: () => void}>}
 */
export async function takeLock(folder, options = {}) {
  const mine = `${held}${process.pid}-${randomUUID()}`;
  const pause = options.pause ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms)));
  let seen = { file: '', touched: 0, looks: 0 };
  for (let told = false; ; ) {
    seen = look(folder, seen);
    const mayTake = seen.file === free || seen.looks >= looksUntilDead;
    if (mayTake && moved(join(folder, seen.file), join(folder, mine)))
      return hold(folder, mine, options.onLost);
    if (!told && seen.file !== free) {
      told = true;
      options.onWait?.(seen.file.slice(held.length).replace(/-.*/, ''));
    }
    await pause(pollMs);
  }
}

/**
 * Looks at the lock and counts how often it was found the same.
 * @param {string} folder
 * @param {{file: string, touched: number, looks: number}} before
 */
function look(folder, before) {
  const file = lockFile(folder) ?? makeLock(folder);
  const touched = statSync(join(folder, file), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const isSame = file === before.file && touched === before.touched;
  return { file, touched, looks: isSame ? before.looks + 1 : 0 };
}

/** @param {string} folder */
function lockFile(folder) {
  try {
    return readdirSync(folder).find((name) => name === free || name.startsWith(held));
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/**
 * Makes the folder with its file already in it, so that nobody ever finds it half made.
 * @param {string} folder
 */
function makeLock(folder) {
  mkdirSync(dirname(folder), { recursive: true });
  const prepared = mkdtempSync(`${folder}-`);
  writeFileSync(join(prepared, free), '');
  try {
    renameSync(prepared, folder);
  } catch (error) {
    rmSync(prepared, { recursive: true });
    if (lockFile(folder) === undefined) throw error;
  }
  return free;
}

/**
 * @param {string} folder
 * @param {string} mine
 * @param {(() => void) | undefined} onLost
 */
function hold(folder, mine, onLost) {
  const file = join(folder, mine);
  const timer = setInterval(() => {
    if (touched(file)) return;
    clearInterval(timer);
    onLost?.();
  }, beatMs);
  timer.unref();
  touched(file);
  return {
    release() {
      clearInterval(timer);
      moved(file, join(folder, free));
    },
  };
}

/** @param {string} file */
function touched(file) {
  const now = new Date();
  return unlessGone(() => utimesSync(file, now, now));
}

/**
 * @param {string} from
 * @param {string} to
 */
function moved(from, to) {
  return unlessGone(() => renameSync(from, to));
}

/**
 * @param {() => void} operation on a file that another process may have renamed
 * @returns {boolean} false when the file was gone
 */
function unlessGone(operation) {
  try {
    operation();
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/** @param {unknown} error */
function isGone(error) {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
