import { ImposterError } from '@chat-imposter/core';

/** Primary result codes of SQLite: https://www.sqlite.org/rescode.html */
const SQLITE_PERM = 3;
const SQLITE_BUSY = 5;
const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_NOTADB = 26;

const NO_ACCESS = 'check that the folder and the file may be written by the user that runs this program';
const DAMAGED = 'restore a backup, or move the file away to begin with an empty one';

const ADVICE: ReadonlyMap<number, string> = new Map([
  [SQLITE_PERM, NO_ACCESS],
  [SQLITE_READONLY, NO_ACCESS],
  [SQLITE_IOERR, 'the disk refused to work; check it and its free space'],
  [SQLITE_CORRUPT, DAMAGED],
  [SQLITE_FULL, 'the disk is full; make space'],
  [SQLITE_CANTOPEN, NO_ACCESS],
  [SQLITE_NOTADB, 'choose another path, or move the file away'],
]);

/** Whether somebody else holds the lock of the file. */
export function isBusy(error: unknown): boolean {
  return resultCodeOf(error) === SQLITE_BUSY;
}

/** Whether the disk has no room. */
export function isFull(error: unknown): boolean {
  return resultCodeOf(error) === SQLITE_FULL;
}

/**
 * What callers of the store see of an error: failures of the file become an ImposterError that names it and says what
 * to do; everything else, defects of a caller among it, stays as it is.
 */
export function toStoreError(error: unknown, path: string): unknown {
  if (ImposterError.is(error)) return error;
  if (isBusy(error)) return lockedError(error, path);
  const code = resultCodeOf(error);
  if (code !== undefined)
    return unavailableError(path, `${messageOf(error)}; ${ADVICE.get(code) ?? 'see the cause'}`, error);
  if (isSystemError(error)) return unavailableError(path, `${messageOf(error)}; ${NO_ACCESS}`, error);
  return error;
}

/** The file cannot be used; `problem` says why and what to do. */
export function unavailableError(path: string, problem: string, cause?: unknown): ImposterError {
  return new ImposterError('store_unavailable', `The database ${path} cannot be used: ${problem}.`, {
    cause,
  });
}

function lockedError(cause: unknown, path: string): ImposterError {
  const message = `The database ${path} is in use, by another process or by another store of this one: end that first, or give each its own file.`;
  return new ImposterError('store_locked', message, { cause });
}

/** The primary code within SQLite's extended one; undefined for other errors. */
function resultCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return undefined;
  return error.errcode & 0xff;
}

function isSystemError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
