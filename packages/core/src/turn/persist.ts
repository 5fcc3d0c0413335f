import type { Clock } from '../contracts/clock.ts';
import { ImposterError } from '../contracts/errors.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** What a write is repeated with. */
export interface PersistContext {
  clock: Clock;
  /** Ends the repeating. */
  stopped: AbortSignal;
  /** Told of the first failure. */
  failed(correspondentId: string, error: unknown): void;
}

/**
 * Writes what has happened already and must not be done again, such as an answer of the model or an acknowledgement:
 * repeats the write until the store takes it. False when it was given up because the bot stops.
 * @throws what the write threw, when the right to write is gone for good
 */
export async function persist(
  write: () => Promise<void>,
  correspondentId: string,
  context: PersistContext,
): Promise<boolean> {
  const { clock, stopped: signal } = context;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      await write();
      return true;
    } catch (error) {
      if (ImposterError.is(error) && (error.code === 'fenced' || error.code === 'closed')) throw error;
      if (pauseMs === FIRST_PAUSE_MS) context.failed(correspondentId, error);
      if (!(await pauseUnlessAborted(pauseMs, { clock, signal }))) return false;
    }
  }
}

/** False when the signal was or is aborted. */
export async function pauseUnlessAborted(
  delayMs: number,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<boolean> {
  if (signal.aborted) return false;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const abort = () => resolve(false);
  const cancel = clock.after(delayMs, () => resolve(true));
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await promise;
  } finally {
    cancel();
    signal.removeEventListener('abort', abort);
  }
}
