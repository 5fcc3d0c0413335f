import { existsSync, rmSync } from 'node:fs';
import { link, rename, unlink } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { createFile } from './database-file.ts';
import { unavailableError } from './store-error.ts';

/** How a backup is made. */
export interface BackupOptions {
  /**
   * Whether it takes the place of a file that is there.
   * @default false
   */
  overwrite?: boolean;
}

/** Pages that are copied before others get their turn: half a megabyte, a millisecond or less. */
const PAGES_AT_A_TIME = 128;

/**
 * Copies a database while it is in use. The copy is the database as it is at the end: what is written meanwhile is in it.
 * It appears under its name when it is complete; a process that dies before leaves `<path>.partial`.
 * @throws ImposterError `store_unavailable` when the file exists, or cannot be written
 */
export async function backUp(
  connection: DatabaseSync,
  path: string,
  { overwrite = false }: BackupOptions,
): Promise<void> {
  const target = resolve(path);
  const partial = `${target}.partial`;
  if (!overwrite && existsSync(target)) throw alreadyThere(target);
  const { backup } = process.getBuiltinModule('node:sqlite');
  removeAll(partial);
  try {
    createFile(partial);
    await backup(connection, partial, { rate: PAGES_AT_A_TIME });
    await (overwrite ? rename(partial, target) : moveToNew(partial, target));
  } catch (error) {
    removeAll(partial);
    throw error;
  }
}

/** Unlike a rename, this takes the place of nothing. */
async function moveToNew(partial: string, target: string): Promise<void> {
  try {
    await link(partial, target);
  } catch (error) {
    throw existsSync(target) ? alreadyThere(target) : error;
  }
  await unlink(partial);
}

function removeAll(partial: string): void {
  for (const file of [partial, `${partial}-journal`, `${partial}-wal`]) rmSync(file, { force: true });
}

function alreadyThere(target: string): Error {
  return unavailableError(
    target,
    'it is there already; choose another path, or say that it may be overwritten',
  );
}
