import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FaultRigOptions } from '@chat-imposter/testing/faults';
import { readContent } from './read-content.ts';

/** What a rig needs to run its bots on a SQLite store in a folder, which must be empty. */
export function sqliteRig(folder: string): Pick<FaultRigOptions, 'program' | 'readStore'> {
  const path = join(folder, 'imposter.db');
  return {
    program: {
      path: fileURLToPath(new URL('bot.ts', import.meta.url)),
      args: [path],
      execArgv: ['--disable-warning=ExperimentalWarning', '--conditions=@chat-imposter/source'],
      // A start takes half the time when Node need not compile everything anew.
      env: { NODE_COMPILE_CACHE: join(folder, 'compiled') },
    },
    readStore: () => readContent(path),
  };
}
