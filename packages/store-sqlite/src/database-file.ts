import { chmodSync, closeSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/**
 * Makes sure that the file exists, in a folder of its own if that is missing, and that only this user may read what is
 * made here: SQLite gives its side files the mode of the database.
 *
 * An existing file is never opened: closing it again would give back the lock of a store that this process has on it,
 * because a POSIX lock ends with the first close of any descriptor of its file.
 */
export function createFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: FOLDER_MODE });
  try {
    closeSync(openSync(path, 'wx', FILE_MODE));
  } catch (error) {
    if (!isAlreadyThere(error)) throw error;
  }
}

/** Takes the access of other users from a database that was copied here, such as a restored backup. */
export function makePrivate(path: string): void {
  for (const file of [path, `${path}-wal`]) {
    try {
      if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, FILE_MODE);
    } catch {
      // The file of another user, or a file system without modes: who may read it is decided elsewhere.
    }
  }
}

function isAlreadyThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
