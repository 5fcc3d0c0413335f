import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * The parts of a package.json that the scripts read.
 * @typedef {object} Manifest
 * @property {string} name
 * @property {boolean} [private]
 * @property {Record<string, string>} [scripts]
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [peerDependencies]
 * @property {Record<string, string>} [devDependencies]
 */

/**
 * One package of the workspace.
 * @typedef {object} WorkspacePackage
 * @property {string} name as others import it
 * @property {string} folder absolute
 * @property {string} folderName
 * @property {Manifest} manifest
 */

/**
 * Finds the packages that pnpm-workspace.yaml names.
 * @param {string} root the checkout's folder
 * @returns {WorkspacePackage[]} sorted by folder
 */
export function findPackages(root) {
  return workspaceFolders(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8'))
    .flatMap((pattern) => expand(root, pattern))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => {
      const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      return { name: manifest.name, folder, folderName: basename(folder), manifest };
    });
}

/**
 * Reads the `packages` list of a pnpm-workspace.yaml without a YAML parser, which is not there before the first install.
 * @param {string} yaml
 * @returns {string[]} paths whose last part may be `*`
 */
export function workspaceFolders(yaml) {
  const list = /^packages:\n((?: *- .*\n?)+)/m.exec(yaml)?.[1] ?? '';
  return [...list.matchAll(/^ *- *['"]?([^'"\n]+?)['"]? *$/gm)].map((match) => match[1] ?? '');
}

/**
 * Sorts the packages that are built into groups: each group needs only the groups before it. What a package needs are
 * its dependencies and peers. Development dependencies do not count: they serve tests, which are not built, and the
 * core and the testing package use each other there.
 * @param {readonly WorkspacePackage[]} packages
 * @returns {WorkspacePackage[][]}
 * @throws {Error} when packages need each other in a circle
 */
export function buildOrder(packages) {
  const groups = [];
  let waiting = packages.filter(({ manifest }) => manifest.scripts?.build);
  while (waiting.length > 0) {
    const names = new Set(waiting.map(({ name }) => name));
    const group = waiting.filter((one) => !neededPackages(one).some((name) => names.has(name)));
    if (group.length === 0) throw new Error(`packages need each other in a circle: ${[...names].join(', ')}`);
    groups.push(group);
    waiting = waiting.filter((one) => !group.includes(one));
  }
  return groups;
}

/**
 * The names of everything that a package needs when it runs.
 * @param {WorkspacePackage} one
 */
export function neededPackages({ manifest }) {
  return Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
}

/**
 * @param {string} root
 * @param {string} pattern
 */
function expand(root, pattern) {
  if (!pattern.endsWith('/*')) return [join(root, pattern)];
  const parent = join(root, pattern.slice(0, -2));
  if (!existsSync(parent)) return [];
  const entries = readdirSync(parent, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(parent, entry.name))
    .sort();
}
