import { join } from 'node:path';
import { storeConformance } from '@chat-imposter/testing';
import { createSqliteStore } from './sqlite-store.ts';
import { deleteFolder, makeFolder } from './testing/test-folder.ts';

/** With `full` durability every write waits for the disk, so the model is asked less there. */
const MODEL_RUNS = { normal: 100, full: 10 };

for (const durability of ['normal', 'full'] as const) {
  storeConformance(`the SQLite store with ${durability} durability`, {
    isDurable: true,
    modelRuns: MODEL_RUNS[durability],
    async create() {
      const folder = await makeFolder();
      return {
        connect: () => createSqliteStore(join(folder, 'imposter.db'), { durability }),
        dispose: () => deleteFolder(folder),
      };
    },
  });
}
