import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a whole process took, from its start to its end. */
export interface ProcessTaken {
  cpuMilliseconds: number;
  wallMilliseconds: number;
}

/**
 * Runs Node with these arguments and times it from outside, so that nothing it does before or after its program is
 * missed. Node cannot tell what a child took, bash can.
 * @throws Error when the process fails, or there is no bash
 */
export async function timeNode(args: readonly string[]): Promise<ProcessTaken> {
  const script = 'TIMEFORMAT="%U %S %R"; time "$@" >/dev/null';
  const { stderr } = await run('bash', ['-c', script, 'bash', process.execPath, ...args], {
    env: { ...process.env, LC_ALL: 'C' },
  });
  const figures = stderr.trim().split(/\s+/).map(Number);
  const [user, system, real] = figures;
  if (figures.length !== 3 || user === undefined || system === undefined || real === undefined)
    throw new Error(`Not the figures of a process: ${stderr}`);
  return { cpuMilliseconds: (user + system) * 1000, wallMilliseconds: real * 1000 };
}
