import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from './temporary-folder.ts';

const moduleUrl = new URL('../scripts/bootstrap/run-program.mjs', import.meta.url).href;

/** Says what it was given, then runs until SIGTERM, which it takes its time for. */
const patientProgram = `
  process.on('SIGTERM', () => { console.log('ending'); clearInterval(timer); process.exitCode = 5; });
  const timer = setInterval(() => {}, 1000);
  console.log('up ' + process.pid);
`;

/** Starts a process that runs the program the way the bootstrap does, in a process group of its own. */
function runAsTheBootstrap(program: string, ...args: string[]) {
  const file = join(temporaryFolder({ 'program.mjs': program }), 'program.mjs');
  const script = `const { runProgram } = await import('${moduleUrl}');
    process.exit(await runProgram(process.execPath, process.argv.slice(1), { cwd: process.cwd(), endsWithParent: true }));`;
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', script, '--', file, ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => endGroup(parent));
  const lines = createInterface({ input: parent.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => (await lines.next()).value as string | undefined;
  return { parent, exit: once(parent, 'exit'), nextLine };
}

function endGroup({ pid = 0 }: ChildProcess): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Everything in the group has ended.
  }
}

describe.runIf(process.platform !== 'win32')('runProgram', () => {
  it('passes arguments on and ends with the exit code of the program', async () => {
    const program = 'console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 7;';
    const run = runAsTheBootstrap(program, '', 'a b', '--keep');
    expect(await run.nextLine()).toBe('["","a b","--keep"]');
    expect(await run.exit).toEqual([7, null]);
  });

  it('ends with the code that shells use when a signal ended the program', async () => {
    const run = runAsTheBootstrap("process.kill(process.pid, 'SIGKILL');");
    expect(await run.exit).toEqual([128 + 9, null]);
  });

  it('hides itself from the environment and from the programs that the program forks', async () => {
    const run = runAsTheBootstrap('console.log(process.execArgv.length, process.env.NODE_CHANNEL_FD);');
    expect(await run.nextLine()).toBe('0 undefined');
  });

  it('keeps the program in its process group', async () => {
    const run = runAsTheBootstrap(patientProgram);
    await run.nextLine();
    endGroup(run.parent);
    expect(await run.nextLine()).toBeUndefined();
  });

  it('hands a signal on that reached only itself, and waits for the program', async () => {
    const run = runAsTheBootstrap(patientProgram);
    await run.nextLine();
    run.parent.kill('SIGTERM');
    expect(await run.nextLine()).toBe('ending');
    expect(await run.exit).toEqual([5, null]);
  });

  it('leaves no program behind when it is killed outright', async () => {
    const run = runAsTheBootstrap(patientProgram);
    await run.nextLine();
    run.parent.kill('SIGKILL');
    expect(await run.nextLine()).toBe('ending');
    expect(await run.nextLine()).toBeUndefined();
  });
});
