import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './has-code.ts';

const CHUNK_BYTES = 65_536;
const NEWLINE = 0x0a;

/** The last lines of a log, oldest first, also from the files that made way for it; fewer when there are no more. */
export async function readTail(directory: string, name: string, count: number): Promise<string[]> {
  const lines: string[] = [];
  const read = new Set<number>();
  for (let age = 0; lines.length < count; age += 1) {
    const path = join(directory, age === 0 ? name : `${name}.${age}`);
    const file = await openIfThere(path);
    if (file === null) break;
    try {
      const { ino } = await file.stat();
      // One that made way meanwhile was read under the name that it had before.
      if (read.has(ino)) continue;
      read.add(ino);
      lines.unshift(...(await lastLines(file, count - lines.length)));
    } finally {
      await file.close();
    }
  }
  return lines;
}

async function lastLines(file: FileHandle, count: number): Promise<string[]> {
  let [bytes, breaks] = [Buffer.alloc(0), 0];
  for (let end = (await file.stat()).size; end > 0 && breaks <= count; ) {
    const start = Math.max(0, end - CHUNK_BYTES);
    const { buffer } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
    breaks += buffer.reduce((sum, byte) => sum + (byte === NEWLINE ? 1 : 0), 0);
    bytes = Buffer.concat([buffer, bytes]);
    end = start;
  }
  // What stands before the first break may be the end of a line only; the text ends with a break.
  const lines = bytes.toString().split('\n').slice(0, -1);
  return lines.slice(-count);
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    throw error;
  }
}
