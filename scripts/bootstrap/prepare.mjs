import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildPackages, isBuilt } from './build-packages.mjs';
import { takeLock } from './checkout-lock.mjs';
import { withPath } from './environment.mjs';
import { fetchTool, nodeTool, pnpmTool } from './fetch-tool.mjs';
import { installDependencies, isInstalled } from './install-dependencies.mjs';
import { isAtLeast, readPins } from './pins.mjs';

/**
 * Brings a checkout into the state in which its programs run: Node, pnpm, dependencies and every package's `dist`.
 * Where all of it is up to date nothing is written and no lock is taken.
 * @param {string} root the checkout's folder
 * @param {(line: string) => void} say tells the user what is going on
 * @returns {Promise<string>} the Node to run the project's programs with
 * @throws {import('./setup-error.mjs').SetupError} when something is missing that only the user can get
 */
export async function prepare(root, say) {
  const { pinnedNode, node, pnpm } = tools(root);
  if (existsSync(node) && existsSync(pnpm.file) && isInstalled(root) && isBuilt(root)) return node;
  await withLock(root, say, async () => {
    if (node === pinnedNode.file) await fetchTool(pinnedNode, ['{file}', '--version'], say);
    await fetchTool(pnpm, [node, '{file}', '--version'], say);
    const env = withPath([dirname(node)]);
    if (!isInstalled(root)) {
      say('installing the dependencies');
      await installDependencies(root, [node, pnpm.file], env);
    }
    await buildPackages(root, { env, say });
  });
  return node;
}

/**
 * Does something that changes the checkout while no other process does.
 * @template T
 * @param {string} root the checkout's folder
 * @param {(line: string) => void} say
 * @param {() => Promise<T>} work
 */
export async function withLock(root, say, work) {
  const lock = await takeLock(join(root, '.tools', 'lock'), {
    onWait: (holder) => say(`another process (${holder}) prepares this checkout: waiting for it`),
    onLost: () => {
      say('this process stood still for long and another one took its place: start again');
      process.exit(1);
    },
  });
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** @param {string} root */
function tools(root) {
  const pins = readPins(root);
  const pinnedNode = nodeTool(root, pins.node);
  const node = isAtLeast(process.versions.node, pins.oldestNode) ? process.execPath : pinnedNode.file;
  return { pinnedNode, node, pnpm: pnpmTool(root, pins.pnpm) };
}
