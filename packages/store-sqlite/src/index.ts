// To use
export type { BackupOptions } from './backup.ts';
export type { SqliteStore, SqliteStoreOptions } from './sqlite-store.ts';
export { createSqliteStore } from './sqlite-store.ts';
