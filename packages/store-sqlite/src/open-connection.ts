import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { systemRandom } from '@chat-imposter/core';
import { createFile, makePrivate } from './database-file.ts';
import { assertOurs, migrate } from './schema.ts';
import { isBusy, isFull, toStoreError, unavailableError } from './store-error.ts';

/** What a resolved write survives: `normal` the death of the process, `full` also that of the machine. */
export type Durability = 'normal' | 'full';

/**
 * Tries for the lock. When two processes reach for it in the same instant, each can be in the way of the other and both
 * are refused; a random pause apart, one of them gets it. A file that somebody really holds is refused within 0.3 s.
 */
const LOCK_ATTEMPTS = 6;
const LONGEST_PAUSE_MS = 20;

/**
 * How far the log grows before its pages go into the database: 4,000 pages of 4 KB, 16 MB. A page that is written often
 * goes there once each time, so four times SQLite's own choice saves a seventh of the processor's work per message; twice
 * as much again saves nearly nothing. A log of that size, left by a process that died, delays the next opening by some
 * milliseconds.
 */
const PAGES_IN_LOG = 4_000;

/** What is left of a log that grew further, when its pages are in the database, bytes. */
const LOG_BYTES = 16_777_216;

/** The file keeps track of its free pages, so that it can be made smaller step by step. */
const INCREMENTAL = 2;

/**
 * Opens the file for this connection alone and brings it to the newest schema. All leases in it are void then: whoever
 * held them had the lock, and has it no more.
 * @throws ImposterError `store_locked`, `store_unavailable`
 */
export async function openConnection(path: string, durability: Durability): Promise<DatabaseSync> {
  try {
    createFile(path);
    return await connectInTurn(path, durability);
  } catch (error) {
    throw toStoreError(error, path);
  }
}

async function connectInTurn(path: string, durability: Durability): Promise<DatabaseSync> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return connect(path, durability);
    } catch (error) {
      if (!isBusy(error) || attempt === LOCK_ATTEMPTS) throw error;
    }
    await pause(systemRandom.fraction() * LONGEST_PAUSE_MS * attempt);
  }
}

function connect(path: string, durability: Durability): DatabaseSync {
  // Loaded only here, because Node 22 prints a warning when it is.
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  const connection = new DatabaseSync(path);
  try {
    lock(connection);
    assertOurs(connection, path);
    configure(connection, path, durability);
    migrate(connection);
    letShrink(connection);
    connection.exec('UPDATE leases SET owner_id = NULL');
    makePrivate(path);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Takes the lock of the operating system, and keeps it after the transaction until the connection is closed. */
function lock(connection: DatabaseSync): void {
  connection.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT');
}

function configure(connection: DatabaseSync, path: string, durability: Durability): void {
  // Only in a file without tables; others are changed in `letShrink`.
  connection.exec('PRAGMA auto_vacuum = INCREMENTAL');
  // What is deleted is overwritten, so that it is not to be found in the file.
  connection.exec('PRAGMA secure_delete = ON');
  const mode = connection.prepare('PRAGMA journal_mode = WAL').get();
  if (mode?.journal_mode !== 'wal') {
    throw unavailableError(path, 'its file system has no write-ahead log; use a local disk');
  }
  connection.exec(`PRAGMA synchronous = ${durability === 'full' ? 'FULL' : 'NORMAL'}`);
  connection.exec(`PRAGMA wal_autocheckpoint = ${PAGES_IN_LOG}`);
  connection.exec(`PRAGMA journal_size_limit = ${LOG_BYTES}`);
}

/**
 * Writes a file anew that an earlier version made: only so can it become smaller later, and nothing of what was deleted
 * in it is left. Once in its life, some seconds per gigabyte. A full disk leaves it as it is; the next opening tries again.
 */
function letShrink(connection: DatabaseSync): void {
  if (connection.prepare('PRAGMA auto_vacuum').get()?.auto_vacuum === INCREMENTAL) return;
  try {
    connection.exec('PRAGMA auto_vacuum = INCREMENTAL; VACUUM');
  } catch (error) {
    if (!isFull(error)) throw error;
  }
}
