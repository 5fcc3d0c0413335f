import { rename, rm } from 'node:fs/promises';
import { hasCode } from './has-code.ts';

/**
 * Makes way for a new file: `x.log` becomes `x.log.1`, `x.log.1` becomes `x.log.2` and so on.
 * `keptFiles` counts the new one; what is older is deleted. Files that are missing are passed over.
 */
export async function rotateLogFile(path: string, keptFiles: number): Promise<void> {
  for (let age = keptFiles - 1; age > 0; age--) {
    await unlessMissing(rename(aged(path, age - 1), aged(path, age)));
  }
  if (keptFiles <= 1) await rm(path, { force: true });
}

function aged(path: string, age: number): string {
  return age === 0 ? path : `${path}.${age}`;
}

async function unlessMissing(change: Promise<void>): Promise<void> {
  try {
    await change;
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}
