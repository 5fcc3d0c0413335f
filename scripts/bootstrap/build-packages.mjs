import { join } from 'node:path';
import { hashFiles, listFiles } from './content-hash.mjs';
import { withPath } from './environment.mjs';
import { inPairs } from './in-pairs.mjs';
import { runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';
import { readStamp, stampFile, writeStamp } from './stamp.mjs';
import { buildOrder, findPackages, neededPackages } from './workspace.mjs';

/** @typedef {import('./workspace.mjs').WorkspacePackage} WorkspacePackage */

const sharedInputs = ['tsup.base.ts', 'tsconfig.base.json', 'pnpm-lock.yaml'];

/**
 * Tells whether every package's `dist` is what its sources make.
 * @param {string} root the checkout's folder
 */
export function isBuilt(root) {
  const packages = findPackages(root);
  return buildOrder(packages)
    .flat()
    .every((one) => isFresh(root, packages, one));
}

/**
 * @typedef {object} BuildOptions
 * @property {boolean} [all] build what is fresh as well
 * @property {NodeJS.ProcessEnv} env its PATH decides which Node builds
 * @property {(line: string) => void} say
 */

/**
 * Builds the packages whose sources changed, those that others need first, and those that do not need each other at
 * the same time. A package is also built again when the declarations of one that it needs changed, and when something
 * in its `dist` is missing or was altered.
 * @param {string} root the checkout's folder
 * @param {BuildOptions} options
 * @throws {SetupError} naming the package whose build failed
 */
export async function buildPackages(root, options) {
  const packages = findPackages(root);
  for (const group of buildOrder(packages)) {
    const stale = group.filter((one) => options.all || !isFresh(root, packages, one));
    if (stale.length > 0) options.say(`building ${stale.map(({ folderName }) => folderName).join(', ')}`);
    await inPairs(stale, (one) => buildPackage(root, packages, one, options));
  }
}

/**
 * @param {string} root
 * @param {readonly WorkspacePackage[]} packages
 * @param {WorkspacePackage} one
 * @param {BuildOptions} options
 */
async function buildPackage(root, packages, one, options) {
  const inputs = inputsHash(root, packages, one);
  const programs = [one.folder, root].map((folder) => join(folder, 'node_modules', '.bin'));
  const { code, output } = await runCommand(one.manifest.scripts?.build ?? '', [], {
    cwd: one.folder,
    env: withPath(programs, options.env),
    shell: true,
    quiet: true,
  });
  if (code !== 0) {
    process.stderr.write(output);
    throw new SetupError(`the build of ${one.name} failed: see its output above`);
  }
  writeStamp(buildStamp(root, one), `${inputs} ${outputsHash(one)}`);
}

/**
 * @param {string} root
 * @param {readonly WorkspacePackage[]} packages
 * @param {WorkspacePackage} one
 */
function isFresh(root, packages, one) {
  return readStamp(buildStamp(root, one)) === `${inputsHash(root, packages, one)} ${outputsHash(one)}`;
}

/**
 * @param {string} root
 * @param {WorkspacePackage} one
 */
function buildStamp(root, one) {
  return stampFile(root, `build-${one.folderName}`);
}

/**
 * @param {string} root
 * @param {readonly WorkspacePackage[]} packages
 * @param {WorkspacePackage} one
 */
function inputsHash(root, packages, one) {
  const needed = new Set(neededPackages(one));
  const declarations = packages
    .filter(({ name }) => needed.has(name))
    .flatMap(({ folder }) => listFiles(join(folder, 'dist')).filter((file) => file.endsWith('.d.ts')));
  const own = listFiles(
    one.folder,
    (name) => !/^(dist|node_modules|test|test-support|testing)$|\.test\.tsx?$|\.md$/.test(name),
  );
  return hashFiles(root, [...own, ...declarations, ...sharedInputs.map((name) => join(root, name))]);
}

/** @param {WorkspacePackage} one */
function outputsHash(one) {
  return hashFiles(one.folder, listFiles(join(one.folder, 'dist')));
}
