/*
 * The one check command, `pnpm check`: everything that can be found without running the program. It prints a line for each
 * check, and the output of those that failed. Packages must be built, because their shape is checked as it is
 * published.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withPath } from './bootstrap/environment.mjs';
import { inPairs } from './bootstrap/in-pairs.mjs';
import { runCommand } from './bootstrap/run-command.mjs';
import { findBorderViolations } from './checks/border-violations.mjs';
import { checkPackageShapes } from './checks/package-shape.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const env = withPath([dirname(process.execPath), join(root, 'node_modules', '.bin')]);

/**
 * The checks, those that take longest first. Each resolves to the description of what is wrong, or to an empty text.
 * @type {ReadonlyArray<readonly [name: string, check: () => Promise<string>]>}
 */
const checks = [
  ['package shape', () => checkPackageShapes(root, env)],
  ['unused code', () => outputOfFailed('knip --no-progress --no-config-hints')],
  ['types', () => outputOfFailed('tsc -p tsconfig.json')],
  ['types of the dashboard', () => outputOfFailed('tsc -p packages/dashboard/app')],
  ['lint with types', () => outputOfFailed('oxlint --type-aware --deny-warnings')],
  ['package borders', async () => findBorderViolations(root).join('\n')],
  ['format and lint', () => outputOfFailed('biome check --error-on-warnings .')],
];

let failed = 0;
await inPairs(checks, async ([name, check]) => {
  const begin = performance.now();
  const problems = await check().catch((error) => String(error.stack));
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`${problems ? 'FAILED' : 'ok    '} ${name} (${seconds} s)`);
  if (problems) console.log(`${problems.trimEnd()}\n`);
  failed += problems ? 1 : 0;
});
process.exitCode = failed > 0 ? 1 : 0;

/**
 * @param {string} command
 * @returns {Promise<string>}
 */
async function outputOfFailed(command) {
  const { code, output } = await runCommand(command, [], { cwd: root, env, shell: true, quiet: true });
  return code === 0 ? '' : output.trim() || `${command}: exit code ${code}`;
}
