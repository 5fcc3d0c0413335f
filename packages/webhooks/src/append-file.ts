import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

const { O_RDWR, O_APPEND, O_CREAT } = constants;
/** Windows has no such flag. */
const O_NOFOLLOW = constants.O_NOFOLLOW ?? 0;
const OWNER_ONLY = 0o600;
const OF_OTHERS = 0o077;
const NEWLINE = '\n'.charCodeAt(0);

/**
 * A file of lines that is written seldom, for its owner only. It is opened for each write, so that it may be moved away at
 * any time; what comes while it is written is written together.
 */
export class AppendFile {
  readonly #path: string;
  readonly #failed: (error: unknown) => void;
  #lines: string[] = [];
  #writing: Promise<void> | null = null;
  #isFailing = false;

  /** `failed` is called when lines could not be written, and not again before some were. Those lines are lost. */
  constructor(path: string, failed: (error: unknown) => void) {
    this.#path = path;
    this.#failed = failed;
  }

  /** Returns at once. */
  append(line: string): void {
    this.#lines.push(line);
    this.#writing ??= this.#write();
  }

  /** Resolves when nothing is left to be written. */
  async flush(): Promise<void> {
    await this.#writing;
  }

  /** Never rejects. */
  async #write(): Promise<void> {
    while (this.#lines.length > 0) {
      const lines = this.#lines.splice(0).join('');
      try {
        await writeLines(this.#path, lines);
        this.#isFailing = false;
      } catch (error) {
        if (!this.#isFailing) this.#failed(error);
        this.#isFailing = true;
      }
    }
    this.#writing = null;
  }
}

async function writeLines(path: string, lines: string): Promise<void> {
  const handle = await open(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, OWNER_ONLY);
  try {
    const { mode, size } = await handle.stat();
    if ((mode & OF_OTHERS) !== 0) await handle.chmod(OWNER_ONLY);
    await handle.appendFile((await endsTorn(handle, size)) ? `\n${lines}` : lines);
  } finally {
    await handle.close();
  }
}

/** A process that was killed while it wrote leaves half a line, which must not run into the next one. */
async function endsTorn(handle: FileHandle, size: number): Promise<boolean> {
  if (size === 0) return false;
  const last = Buffer.alloc(1);
  await handle.read(last, 0, 1, size - 1);
  return last[0] !== NEWLINE;
}
