import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BotProgram } from '@chat-imposter/testing/faults';

/** The program of a bot on a server; `folder` is for what Node keeps. */
export function botProgram(url: string, folder: string): BotProgram {
  return {
    path: fileURLToPath(new URL('bot.ts', import.meta.url)),
    args: [url],
    execArgv: ['--disable-warning=ExperimentalWarning', '--conditions=@chat-imposter/source'],
    // A start takes half the time when Node need not compile everything anew.
    env: { NODE_COMPILE_CACHE: join(folder, 'compiled') },
  };
}
