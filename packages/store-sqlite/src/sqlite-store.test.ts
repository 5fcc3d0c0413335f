import { join } from 'node:path';
import { storeConformance } from '@chat-imposter/testing';
import { createSqliteStore } from './sqlite-store.ts';
import { deleteFolder, makeFolder } from './testing/test-folder.ts';

storeConformance('the SQLite store', {
  isDurable: true,
  modelRuns: 100,
  async create() {
    const folder = await makeFolder();
    return {
      connect: () => createSqliteStore(join(folder, 'imposter.db')),
      dispose: () => deleteFolder(folder),
    };
  },
});
