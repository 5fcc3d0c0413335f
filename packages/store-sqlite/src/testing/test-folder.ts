import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new empty folder. */
export function makeFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'chat-imposter-sqlite-'));
}

/** Deletes a folder with all that is in it. */
export function deleteFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true });
}

/** Runs something with a new folder, which is deleted afterwards. */
export async function inFolder<Result>(run: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await makeFolder();
  try {
    return await run(folder);
  } finally {
    await deleteFolder(folder);
  }
}
