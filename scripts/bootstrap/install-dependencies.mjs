import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { hashFiles } from './content-hash.mjs';
import { runCommand } from './run-command.mjs';
import { explainOutput, SetupError } from './setup-error.mjs';
import { readStamp, removeStamp, stampFile, writeStamp } from './stamp.mjs';
import { findPackages } from './workspace.mjs';

/**
 * Tells whether node_modules is what the lockfile says and pnpm need not run.
 * @param {string} root the checkout's folder
 */
export function isInstalled(root) {
  const state = installState(root);
  return state !== '' && state === readStamp(stampFile(root, 'install'));
}

/**
 * Installs exactly what the lockfile says.
 * @param {string} root the checkout's folder
 * @param {readonly [string, string]} pnpm the Node to run pnpm with and pnpm's script
 * @param {NodeJS.ProcessEnv} env
 * @throws {SetupError} with the cause that pnpm's output names
 */
export async function installDependencies(root, [node, pnpm], env) {
  const stamp = stampFile(root, 'install');
  removeStamp(stamp);
  // Development dependencies hold the build tools, so NODE_ENV=production must not leave them out.
  const flags = [
    '--frozen-lockfile',
    '--prod=false',
    '--reporter=append-only',
    '--config.confirm-modules-purge=false',
  ];
  const { code, output } = await runCommand(node, [pnpm, 'install', ...flags], { cwd: root, env });
  if (code !== 0)
    throw new SetupError(
      `pnpm could not install the dependencies: ${explainOutput(output)}; then start again`,
    );
  writeStamp(stamp, installState(root));
}

/**
 * What an install depends on and what it left behind. The second part is pnpm's own copy of the lockfile, which also
 * changes when somebody else installs something else.
 * @param {string} root
 * @returns {string} empty when something that an install makes is not there
 */
function installState(root) {
  const packages = findPackages(root);
  const installed = join(root, 'node_modules', '.pnpm', 'lock.yaml');
  const made = [
    installed,
    ...packages.filter(hasDependencies).map(({ folder }) => join(folder, 'node_modules')),
  ];
  if (!made.every((path) => existsSync(path))) return '';
  const inputs = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml', '.npmrc'].map((name) =>
    join(root, name),
  );
  const manifests = packages.map(({ folder }) => join(folder, 'package.json'));
  const files = [installed, ...manifests, ...inputs.filter((file) => existsSync(file))];
  return `${process.platform} ${process.arch} ${hashFiles(root, files)}`;
}

/** @param {import('./workspace.mjs').WorkspacePackage} one */
function hasDependencies({ manifest }) {
  return Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).length > 0;
}
