import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { hasCode } from './has-code.ts';

const { O_RDWR, O_APPEND, O_CREAT } = constants;
/** Windows has no such flag. */
const O_NOFOLLOW = constants.O_NOFOLLOW ?? 0;
const OWNER_ONLY = 0o600;
const NEWLINE = Buffer.from('\n');

/** One descriptor of a log file, to append to. */
export class OpenLogFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #identity: Pick<Stats, 'dev' | 'ino'>;
  #size: number;

  private constructor(path: string, handle: FileHandle, stats: Stats) {
    this.#path = path;
    this.#handle = handle;
    this.#identity = stats;
    this.#size = stats.size;
  }

  /**
   * Opens the file, and makes it, for its owner only, when there is none.
   * @throws Error when a symbolic link, a folder or a device stands there, or the system's own, such as `ENOENT`
   * without the directory.
   */
  static async open(path: string): Promise<OpenLogFile> {
    const handle = await openHandle(path);
    try {
      const stats = await handle.stat();
      if (!stats.isFile())
        throw new Error(`${path} is not a plain file: remove it, so that the log can be written there`);
      const file = new OpenLogFile(path, handle, stats);
      await file.#endTornLine();
      return file;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** In bytes. */
  get size(): number {
    return this.#size;
  }

  /** Whether the path still leads here: somebody may have removed or renamed the file, or the directory. */
  async isInPlace(): Promise<boolean> {
    try {
      const { dev, ino } = await lstat(this.#path);
      return dev === this.#identity.dev && ino === this.#identity.ino;
    } catch {
      // Whatever keeps the path from being looked at is told by the next attempt to open it.
      return false;
    }
  }

  /** Appends all of these bytes or, as far as the system lets us, none. */
  async append(bytes: Uint8Array): Promise<void> {
    let written = 0;
    try {
      // A disk that gets full takes a part first and refuses the rest.
      while (written < bytes.length) {
        const { bytesWritten } = await this.#handle.write(bytes, written);
        written += bytesWritten;
      }
    } catch (error) {
      if (written > 0) await this.#takeBack(written);
      throw error;
    }
    this.#size += bytes.length;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  /** A process that was killed while it wrote leaves half a line, which must not run into the next one. */
  async #endTornLine(): Promise<void> {
    if (this.#size === 0) return;
    const last = Buffer.alloc(1);
    await this.#handle.read(last, 0, 1, this.#size - 1);
    if (!last.equals(NEWLINE)) await this.append(NEWLINE);
  }

  async #takeBack(written: number): Promise<void> {
    try {
      const { size } = await this.#handle.stat();
      // Where another process appends too, its lines would go as well.
      if (size === this.#size + written) await this.#handle.truncate(this.#size);
    } catch {
      // The torn line is ended when the file is opened the next time.
    }
  }
}

async function openHandle(path: string): Promise<FileHandle> {
  try {
    return await open(path, O_RDWR | O_APPEND | O_CREAT | O_NOFOLLOW, OWNER_ONLY);
  } catch (error) {
    if (!hasCode(error, 'ELOOP')) throw error;
    throw new Error(`${path} is a symbolic link, which is not followed: remove it`, { cause: error });
  }
}
