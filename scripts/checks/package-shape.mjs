import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { hashFiles, listFiles } from '../bootstrap/content-hash.mjs';
import { pnpmTool } from '../bootstrap/fetch-tool.mjs';
import { readPins } from '../bootstrap/pins.mjs';
import { runCommand } from '../bootstrap/run-command.mjs';
import { readStamp, stampFile, writeStamp } from '../bootstrap/stamp.mjs';
import { findPackages } from '../bootstrap/workspace.mjs';

/** @typedef {import('../bootstrap/workspace.mjs').WorkspacePackage} WorkspacePackage */

/**
 * Packs every published package as a release would, and lets publint and attw judge the archives: do the
 * entries exist in it, do types and code agree, would a user's import resolve? A package that was found good is not
 * judged again until it or the tools change.
 * @param {string} root the checkout's folder; everything is built
 * @param {NodeJS.ProcessEnv} env in which `publint`, `attw` and `node` are found
 * @returns {Promise<string>} the output of what failed, empty when all is well
 */
export async function checkPackageShapes(root, env) {
  const problems = [];
  for (const one of findPackages(root).filter(({ manifest }) => !manifest.private)) {
    const stamp = stampFile(root, `shape-${one.folderName}`);
    const state = stateOf(root, one);
    if (readStamp(stamp) === state) continue;
    const problem = await checkShape(root, one, env);
    if (problem) problems.push(problem);
    else writeStamp(stamp, state);
  }
  return problems.join('\n');
}

/**
 * @param {string} root
 * @param {WorkspacePackage} one
 */
function stateOf(root, { folder }) {
  const inputs = [
    join(root, 'pnpm-lock.yaml'),
    join(folder, 'package.json'),
    ...listFiles(join(folder, 'dist')),
  ];
  return hashFiles(root, inputs);
}

/**
 * @param {string} root
 * @param {WorkspacePackage} one
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<string>} what is wrong
 */
async function checkShape(root, { folder }, env) {
  const destination = mkdtempSync(join(tmpdir(), 'chat-imposter-packed-'));
  try {
    const [pnpm, ...first] = pnpmCommand(root);
    const pack = [...first, 'pack', '--pack-destination', destination];
    const packed = await runCommand(pnpm, pack, { cwd: folder, env, quiet: true });
    if (packed.code !== 0) return packed.output;
    return await judge(join(destination, readdirSync(destination)[0] ?? ''), root, env);
  } finally {
    rmSync(destination, { recursive: true });
  }
}

/**
 * @param {string} archive
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 */
async function judge(archive, root, env) {
  const options = { cwd: root, env, shell: true, quiet: true };
  const publint = await runCommand(`publint run "${archive}" --strict`, [], options);
  // Only what runs and resolves as an ES module is promised; --no-definitely-typed keeps attw off the network.
  const attw = await runCommand(`attw "${archive}" --profile esm-only --no-definitely-typed`, [], options);
  return [publint, attw].map(({ code, output }) => (code === 0 ? '' : output)).join('');
}

/**
 * @param {string} root
 * @returns {[string, ...string[]]} the pnpm that the bootstrap fetched, else the one that runs this script, else the one on PATH
 */
function pnpmCommand(root) {
  const fetched = pnpmTool(root, readPins(root).pnpm).file;
  if (existsSync(fetched)) return [process.execPath, fetched];
  const runner = process.env.npm_execpath ?? '';
  return /^pnpm\.[cm]?js$/.test(basename(runner)) ? [process.execPath, runner] : ['pnpm'];
}
