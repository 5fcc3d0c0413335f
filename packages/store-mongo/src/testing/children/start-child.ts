import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A program of this folder in a process of its own; it ends when its input does, at the latest with the test run. */
export interface Child {
  /** The next line of its output; rejects when it ends without one. */
  nextLine(): Promise<string>;
  /** Stops it in the middle of whatever it does (SIGSTOP). */
  pause(): void;
  /** Lets it go on (SIGCONT). */
  resume(): void;
  /** All the lines that it still writes before it ends by itself. */
  rest(): Promise<string[]>;
  /** Kills it without a chance to do anything (SIGKILL); resolves with all that it still wrote. */
  kill(): Promise<string[]>;
}

/** Starts a program of this folder with the sources of the packages. */
export function startChild(fileName: string, args: readonly string[]): Child {
  const file = fileURLToPath(new URL(fileName, import.meta.url));
  const options = ['--conditions=@chat-imposter/source', file, ...args];
  const child = spawn(process.execPath, options, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  async function rest(): Promise<string[]> {
    const all: string[] = [];
    for (let next = await lines.next(); !next.done; next = await lines.next()) all.push(next.value);
    await ended(child);
    return all;
  }
  return {
    async nextLine() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${fileName} ended.`);
      return value;
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    rest,
    async kill() {
      child.kill('SIGKILL');
      return rest();
    },
  };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
