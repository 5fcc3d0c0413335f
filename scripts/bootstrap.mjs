/*
 * What `npm start` and `npm test` run. It needs nothing but Node 18 with npm: it gets the Node and the pnpm that this
 * project is made for, installs, builds what is stale, and then runs the program with its arguments.
 *
 *   node scripts/bootstrap.mjs start [arguments of the server]
 *   node scripts/bootstrap.mjs test [arguments of vitest]
 */
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withPath } from './bootstrap/environment.mjs';
import { prepare } from './bootstrap/prepare.mjs';
import { runProgram } from './bootstrap/run-program.mjs';
import { explainOutput, Interrupted, SetupError } from './bootstrap/setup-error.mjs';
import { exitCodeOf } from './bootstrap/signals.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [mode = '', ...args] = process.argv.slice(2);
process.exit(await main());

/** @returns {Promise<number>} the exit code */
async function main() {
  try {
    if (mode === 'start') return await start(await prepare(root, say));
    if (mode === 'test') return await test(await prepare(root, say));
    throw new SetupError('say what to do: "start" or "test"');
  } catch (error) {
    if (error instanceof Interrupted) return exitCodeOf(error.signal);
    say(failureLine(error));
    if (mode === 'test') process.stdout.write('0 passed, 1 failed\n');
    return 1;
  }
}

/** @param {string} node */
function start(node) {
  return runProgram(node, ['examples/03-server/src/main.ts', ...args], { cwd: root, endsWithParent: true });
}

/**
 * Runs the checks and then the tests, so that one run shows everything that is wrong. The tests print the summary
 * line, in which failed checks are counted; where a signal ended them, it is printed here.
 * @param {string} node
 */
async function test(node) {
  const env = withPath([dirname(node)]);
  const checks = await runProgram(node, ['scripts/check.mjs'], { cwd: root, env });
  if (checks > 1) return checks;
  const failedChecks = { ...env, IMPOSTER_FAILED_CHECKS: String(checks) };
  const tests = await runProgram(node, ['node_modules/vitest/vitest.mjs', 'run', ...args], {
    cwd: root,
    env: failedChecks,
  });
  if (tests > 128) process.stdout.write('0 passed, 1 failed\n');
  return checks || tests;
}

/** @param {unknown} error */
function failureLine(error) {
  if (error instanceof SetupError) return error.message;
  if (error instanceof Error && 'syscall' in error) {
    const advice = explainOutput(error.message, 'check that the checkout is complete and may be written to');
    return `this checkout cannot be prepared: ${error.message}; ${advice}`;
  }
  return error instanceof Error ? String(error.stack) : String(error);
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`chat-imposter: ${line}\n`);
}
