/*
 * Builds the packages whose sources changed: `pnpm build`. With `--all` it builds all of them.
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPackages } from './bootstrap/build-packages.mjs';
import { withPath } from './bootstrap/environment.mjs';
import { withLock } from './bootstrap/prepare.mjs';
import { Interrupted, SetupError } from './bootstrap/setup-error.mjs';
import { exitCodeOf } from './bootstrap/signals.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const options = { all: process.argv.includes('--all'), env: withPath([dirname(process.execPath)]), say };

try {
  await withLock(root, say, () => buildPackages(root, options));
} catch (error) {
  if (!(error instanceof SetupError || error instanceof Interrupted)) throw error;
  if (error instanceof SetupError) say(error.message);
  process.exitCode = error instanceof Interrupted ? exitCodeOf(error.signal) : 1;
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`${line}\n`);
}
