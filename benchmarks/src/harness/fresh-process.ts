import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const entry = fileURLToPath(new URL('sample.ts', import.meta.url));

/**
 * Samples collect their garbage when they want. V8 keeps the compiled form of functions that rest, which it drops
 * otherwise: megabytes would leave the heap while something else comes into it.
 */
const FLAGS = ['--expose-gc', '--no-flush-bytecode', '--no-warnings'];

/**
 * One sample in a process of its own.
 * @throws Error with what the process wrote when it failed
 */
export async function sampleFresh<Result>(name: string, options: object): Promise<Result> {
  const flags = [...process.execArgv, ...FLAGS];
  const { stdout } = await run(process.execPath, [...flags, entry, name, JSON.stringify(options)]);
  return JSON.parse(stdout) as Result;
}
