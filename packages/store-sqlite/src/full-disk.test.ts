import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSqliteStore } from './sqlite-store.ts';
import { deleteFolder, makeFolder } from './testing/test-folder.ts';

const FILLER = fileURLToPath(new URL('./testing/children/filler.ts', import.meta.url));
/** In blocks of 512 bytes: what `ulimit -f` lets a file of the child grow to. */
const BLOCKS = 4_000;

describe('the SQLite store on a disk that takes no more', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await makeFolder();
  });

  afterEach(() => deleteFolder(folder));

  it.skipIf(process.platform === 'win32').each([
    ['normal', 1],
    ['full', 1],
    ['full', 4],
  ])('refuses the write, says why, and keeps what it had: %s durability, %i at a time', async (...row) => {
    const [durability, callsAtATime] = row;
    const path = join(folder, 'imposter.db');
    const command = `ulimit -f ${BLOCKS}; exec "$0" --disable-warning=ExperimentalWarning --conditions=@chat-imposter/source "$@"`;
    const args = ['-c', command, process.execPath, FILLER, path, durability, String(callsAtATime)];
    const child = spawnSync('sh', args, { encoding: 'utf8' });
    expect(child.stderr).toBe('');
    const told = JSON.parse(child.stdout) as {
      failures: [code: string, message: string][];
      accepted: number;
      shown: number;
    };
    expect(told.failures).toHaveLength(callsAtATime);
    for (const [code, message] of told.failures) {
      expect(code).toBe('store_unavailable');
      expect(message).toMatch(new RegExp(`^The database ${path} cannot be used: .*; the disk .*\\.$`));
    }
    expect(told.accepted).toBeGreaterThan(50);
    expect(told.shown).toBe(told.accepted);

    const store = createSqliteStore(path);
    await store.open();
    expect(await store.messages.queue('anna')).toHaveLength(told.accepted);
    await store.close();
  });
});
