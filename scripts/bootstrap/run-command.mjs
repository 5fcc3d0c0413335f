import { spawn } from 'node:child_process';
import { Interrupted } from './setup-error.mjs';
import { handSignalsTo } from './signals.mjs';

/**
 * @typedef {object} CommandOptions
 * @property {string} cwd folder to run in
 * @property {NodeJS.ProcessEnv} [env] environment; this process's own when absent
 * @property {boolean} [shell] `command` is a line for the system's shell
 * @property {boolean} [quiet] keep the output back instead of copying it to standard error as it comes
 */

/**
 * Runs one command to its end. Its output goes to standard error, because standard output belongs to the
 * program that is started afterwards; its standard input is empty, so that nothing waits for an answer.
 * A signal that ends this process is handed on, and the command is waited for: whoever holds the lock of the checkout
 * must not let go while something still writes.
 * @param {string} command a program or, with `shell`, a command line
 * @param {readonly string[]} args
 * @param {CommandOptions} options
 * @returns {Promise<{code: number, output: string}>} the exit code (1 when a signal ended the command) and all output
 * @throws {Interrupted} when this process was told to end meanwhile
 */
export function runCommand(command, args, { cwd, env = process.env, shell = false, quiet = false }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] });
    const signals = handSignalsTo(child);
    /** @type {string[]} */
    const output = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output.push(text);
        if (!quiet) process.stderr.write(text);
      });
    }
    child.once('error', (error) => {
      signals.stop();
      reject(error);
    });
    // 'close' and not 'exit': it also waits for grandchildren, which hold the output open.
    child.once('close', (code) => {
      const signal = signals.stop();
      if (signal) reject(new Interrupted(signal));
      else resolve({ code: code ?? 1, output: output.join('') });
    });
  });
}
