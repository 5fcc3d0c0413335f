import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Where the proof is kept that a step was done.
 * @param {string} root the checkout's folder
 * @param {string} step its name, for example `build-core`
 */
export function stampFile(root, step) {
  return join(root, '.tools', 'stamps', step);
}

/**
 * @param {string} file
 * @returns {string} what was written there, or an empty string
 */
export function readStamp(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/**
 * Notes that a step is done.
 * @param {string} file
 * @param {string} content
 */
export function writeStamp(file, content) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/**
 * Takes the proof away before the step begins, so that a step that was cut short is done again.
 * @param {string} file
 */
export function removeStamp(file) {
  rmSync(file, { force: true });
}
