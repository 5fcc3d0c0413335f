import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A program of this folder in a process of its own; it ends when its input does, at the latest with the test run. */
export interface Child {
  /** Writes a line to its input. */
  tell(line: string): void;
  /** The next line of its output; rejects when it ends without one. */
  nextLine(): Promise<string>;
  /** Kills it without a chance to do anything (SIGKILL); resolves when it is gone, with all that it still wrote. */
  kill(): Promise<string[]>;
  /** Ends its input; resolves with its exit code. */
  end(): Promise<number | null>;
}

/** Starts a program of this folder with the sources of the packages. */
export function startChild(fileName: string, args: readonly string[] = []): Child {
  const file = fileURLToPath(new URL(fileName, import.meta.url));
  const options = ['--disable-warning=ExperimentalWarning', '--conditions=@chat-imposter/source'];
  const child = spawn(process.execPath, [...options, file, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    tell: (line) => child.stdin.write(`${line}\n`),
    async nextLine() {
      const { value, done } = await lines.next();
      if (done) throw new Error(`${fileName} ended.`);
      return value;
    },
    async kill() {
      child.kill('SIGKILL');
      const rest: string[] = [];
      for (let next = await lines.next(); !next.done; next = await lines.next()) rest.push(next.value);
      await ended(child);
      return rest;
    },
    async end() {
      child.stdin.end();
      return ended(child);
    },
  };
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}
