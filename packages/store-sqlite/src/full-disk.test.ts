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

  it.skipIf(process.platform === 'win32')('refuses the write, says why, and keeps what it had', async () => {
    const path = join(folder, 'imposter.db');
    const command = `ulimit -f ${BLOCKS}; exec "$0" --disable-warning=ExperimentalWarning --conditions=@chat-imposter/source "$@"`;
    const child = spawnSync('sh', ['-c', command, process.execPath, FILLER, path], { encoding: 'utf8' });
    expect(child.stderr).toBe('');
    const told = JSON.parse(child.stdout) as {
      code: string;
      message: string;
      accepted: number;
      shown: number;
    };
    expect(told.code).toBe('store_unavailable');
    expect(told.message).toMatch(new RegExp(`^The database ${path} cannot be used: .*; the disk .*\\.$`));
    expect(told.accepted).toBeGreaterThan(50);
    expect(told.shown).toBe(told.accepted);

    const store = createSqliteStore(path);
    await store.open();
    expect(await store.messages.queue('anna')).toHaveLength(told.accepted);
    await store.close();
  });
});
