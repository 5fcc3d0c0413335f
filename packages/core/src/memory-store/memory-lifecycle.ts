import { ImposterError } from '../contracts/errors.ts';

/** Whether a memory store is open. Its small stores refuse to work while it is not, as one on a disk must. */
export class MemoryLifecycle {
  #isOpen = false;

  /** Opens it; false when it was open already. */
  open(): boolean {
    const wasOpen = this.#isOpen;
    this.#isOpen = true;
    return !wasOpen;
  }

  close(): void {
    this.#isOpen = false;
  }

  /** @throws ImposterError `closed` unless open. */
  assertOpen(): void {
    if (!this.#isOpen) throw new ImposterError('closed', 'The memory store is not open: call open() first.');
  }
}
