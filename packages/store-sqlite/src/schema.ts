import type { DatabaseSync } from 'node:sqlite';
import { SCHEMA_1 } from './schema-1.ts';
import { SCHEMA_2 } from './schema-2.ts';
import { SCHEMA_3 } from './schema-3.ts';
import { unavailableError } from './store-error.ts';

/** Marks a SQLite file as ours: the letters `CImp`. */
const APPLICATION_ID = 0x43496d70;

/** Step n brings a file from version n to n + 1. A step that was released is never changed. */
const STEPS: readonly string[] = [SCHEMA_1, SCHEMA_2, SCHEMA_3];

/** The version of a file that has been through all steps; kept in its `user_version`. */
export const SCHEMA_VERSION = STEPS.length;

/**
 * Lets through what this version can use: our own files, and empty ones.
 * @throws ImposterError `store_unavailable`
 */
export function assertOurs(connection: DatabaseSync, path: string): void {
  const isOurs = numberOf(connection, 'PRAGMA application_id') === APPLICATION_ID;
  if (!isOurs && numberOf(connection, 'SELECT count(*) FROM sqlite_schema') > 0) {
    throw unavailableError(path, 'it belongs to another program; choose another path');
  }
  const version = numberOf(connection, 'PRAGMA user_version');
  if (version > SCHEMA_VERSION) {
    const versions = `version ${version}, this program knows ${SCHEMA_VERSION}`;
    throw unavailableError(
      path,
      `a newer Chat Imposter made it (${versions}); update this one or use another file`,
    );
  }
}

/** Brings the file to the newest version, each step in a transaction. */
export function migrate(connection: DatabaseSync): void {
  for (let version = numberOf(connection, 'PRAGMA user_version'); version < SCHEMA_VERSION; version += 1) {
    connection.exec(`
      BEGIN IMMEDIATE;
      ${STEPS[version]}
      PRAGMA application_id = ${APPLICATION_ID};
      PRAGMA user_version = ${version + 1};
      COMMIT;
    `);
  }
}

function numberOf(connection: DatabaseSync, sql: string): number {
  return Number(Object.values(connection.prepare(sql).get() ?? {})[0]);
}
