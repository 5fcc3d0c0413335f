import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/**
 * One hash over the names and contents of files. Contents and not times: a fresh clone and a switch between branches
 * touch every file without changing it.
 * @param {string} root names count relative to this folder, so that a moved checkout keeps its hashes
 * @param {readonly string[]} files absolute paths, in any order; all must exist
 * @returns {string} hexadecimal SHA-256
 */
export function hashFiles(root, files) {
  const hash = createHash('sha256');
  for (const file of [...files].sort()) {
    const content = readFileSync(file);
    hash.update(`${relative(root, file).split(sep).join('/')}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * Lists every file below a folder.
 * @param {string} folder absolute; one that does not exist has no files
 * @param {(name: string) => boolean} [isWanted] asked for each name of a file or folder; an unwanted folder is not entered
 * @returns {string[]} absolute paths
 */
export function listFiles(folder, isWanted = () => true) {
  /** @type {import('node:fs').Dirent[]} */
  let entries = [];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  return entries
    .filter((entry) => isWanted(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? listFiles(path, isWanted) : [path];
    });
}
