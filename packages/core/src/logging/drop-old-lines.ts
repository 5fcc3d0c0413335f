import { open } from 'node:fs/promises';
import { isLineBefore, STAMP_LENGTH } from './log-line.ts';
import { logFilesIn, rewriteLog } from './rewrite-log.ts';

/**
 * Takes the lines that were written before a time out of all logs of a directory, rotated ones too. A log that begins later
 * is left alone. Nobody may write to them meanwhile.
 */
export async function dropOldLines(directory: string, before: number): Promise<void> {
  for (const { path } of await logFilesIn(directory))
    if (isLineBefore(await beginningOf(path), before))
      await rewriteLog(path, (line) => !isLineBefore(line, before));
}

async function beginningOf(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(STAMP_LENGTH), 0, STAMP_LENGTH, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
