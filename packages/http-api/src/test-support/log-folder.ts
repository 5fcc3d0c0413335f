import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A folder for conversation logs, which is gone after the tests of the file. */
export function logFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'api-logs-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
