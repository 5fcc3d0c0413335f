import { rm } from 'node:fs/promises';
import { botOfLogName } from './log-file-name.ts';
import { isLineOf } from './log-line.ts';
import { logFilesIn, rewriteLog } from './rewrite-log.ts';

/** Whom to take out of the logs: the bot, and all ids of its contact. */
interface Erased {
  userId: string;
  ids: readonly string[];
}

/**
 * Takes a contact out of the logs of a directory: deletes its own files, and writes those of its bot and of all bots anew
 * without its lines, rotated ones too. Nobody may write to them meanwhile. May be repeated when it was cut off.
 */
export async function eraseLogs(directory: string, erased: Erased): Promise<void> {
  for (const { path, name } of await logFilesIn(directory)) {
    const bot = botOfLogName(name, erased);
    if (bot === 'contact') await rm(path, { force: true });
    else if (bot !== null)
      await rewriteLog(path, (line) => !isLineOf(line, { ...erased, isOfAll: bot === 'all' }));
  }
}
