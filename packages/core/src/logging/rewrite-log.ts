import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './has-code.ts';

/** A conversation log, or a rotated one. */
export interface LogFile {
  path: string;
  /** Without the number of a rotated one. */
  name: string;
}

const LOG = /^(?<name>.*\.log)(?:\.\d+)?$/;

/** The logs of a directory, rotated ones too; none when there is no directory. */
export async function logFilesIn(directory: string): Promise<LogFile[]> {
  const files = await namesIn(directory);
  return files.flatMap((file) => {
    const name = LOG.exec(file)?.groups?.name;
    return name === undefined ? [] : [{ path: join(directory, file), name }];
  });
}

/** Writes a log anew with the lines that are kept; a log without lines is deleted. Nobody may write to it meanwhile. */
export async function rewriteLog(path: string, keeps: (line: string) => boolean): Promise<void> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  const kept = lines.filter((line) => line !== '' && keeps(line));
  if (kept.length === 0) return rm(path, { force: true });
  if (kept.length === lines.length - 1) return;
  const next = `${path}.next`;
  await writeFile(next, `${kept.join('\n')}\n`, { mode: 0o600, flush: true });
  await rename(next, path);
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}
