import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The versions of the tools that this checkout is developed and tested with.
 * @typedef {object} Pins
 * @property {string} node the Node that is fetched when the running one is too old, from `.node-version`
 * @property {string} oldestNode the oldest Node that may be used as it is, from `engines.node` of package.json
 * @property {string} pnpm the version in `packageManager` of package.json
 */

/**
 * Reads the pins of a checkout.
 * @param {string} root the checkout's folder
 * @returns {Pins} versions without a leading `v` or range sign
 */
export function readPins(root) {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return {
    node: readFileSync(join(root, '.node-version'), 'utf8').trim(),
    oldestNode: String(manifest.engines.node).replace(/^>=\s*/, ''),
    pnpm: String(manifest.packageManager)
      .replace(/^pnpm@/, '')
      .replace(/\+.*$/, ''),
  };
}

/**
 * Tells whether a version is the given one or newer.
 * @param {string} version dotted numbers, for example `process.versions.node`; what follows a `-` is ignored
 * @param {string} oldest dotted numbers; missing ones count as 0
 */
export function isAtLeast(version, oldest) {
  const [have, need] = [version, oldest].map((text) => text.replace(/-.*$/, '').split('.').map(Number));
  for (let index = 0; index < 3; index += 1) {
    const difference = (have?.[index] ?? 0) - (need?.[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}
