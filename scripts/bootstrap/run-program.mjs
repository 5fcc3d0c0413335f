import { spawn } from 'node:child_process';
import { exitCodeOf, handSignalsTo } from './signals.mjs';

const endWithParent = new URL('./end-with-parent.mjs', import.meta.url).href;

/**
 * @typedef {object} ProgramOptions
 * @property {string} cwd folder to run in
 * @property {NodeJS.ProcessEnv} [env] environment; this process's own, unchanged, when absent
 * @property {boolean} [endsWithParent] the program gets SIGTERM when this process is killed outright
 */

/**
 * Runs a Node program in the foreground: same terminal, same process group, and its exit code is the answer.
 *
 * Node cannot replace itself by another program before 22.15 (`process.execve`) and nowhere on Windows, so this process
 * stays as the parent everywhere, and one way is tested instead of two. A parent has two duties:
 * signals that reach only it (from npm or a service manager) are handed on, and when it is killed outright the
 * channel between the two closes and the program ends itself. A Ctrl-C reaches both and is handed on as well: the
 * program must take repeats of a signal that come at once as one.
 * @param {string} node the Node to run it with
 * @param {readonly string[]} args file and arguments
 * @param {ProgramOptions} options
 * @returns {Promise<number>} the exit code; 128 and the signal's number when a signal ended it
 */
export function runProgram(node, args, { cwd, env = process.env, endsWithParent = false }) {
  return new Promise((resolve, reject) => {
    const child = endsWithParent
      ? spawn(node, ['--import', endWithParent, ...args], {
          cwd,
          env,
          stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
        })
      : spawn(node, args, { cwd, env, stdio: 'inherit' });
    const signals = handSignalsTo(child);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      signals.stop();
      resolve(signal ? exitCodeOf(signal) : (code ?? 1));
    });
  });
}
