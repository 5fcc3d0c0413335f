import { ImposterError } from './contracts/errors.ts';
import type { CredentialStore } from './contracts/store.ts';

const KEY = 'unfinished-starts';

/** A bot whose start ended its process this often in a row is not started by itself any more. */
const MOST_UNFINISHED = 3;

/** How a start is guarded. */
export interface StartGuardOptions {
  /** What the core keeps of the bot. */
  kept: CredentialStore;
  userId: string;
  /** Whether somebody asks for this start. One that is made by itself, after a restart, can be refused. */
  isAskedFor: boolean;
}

/**
 * Starts a bot and keeps account of starts that end the process, so that a bot which kills it at each start does not
 * keep the other bots and the application down for ever: the start is counted before it begins, and no longer when it
 * has ended, well or with an error.
 * @throws ImposterError `quarantined`, and what `start` throws
 */
export async function guardedStart(options: StartGuardOptions, start: () => Promise<void>): Promise<void> {
  const { kept, userId, isAskedFor } = options;
  const unfinished = isAskedFor ? 0 : await unfinishedStarts(kept);
  if (unfinished >= MOST_UNFINISHED) throw quarantined(userId);
  await kept.set(new Map([[KEY, String(unfinished + 1)]]));
  try {
    await start();
  } finally {
    // Should this fail, it counts as unfinished once too often; the next start that ends mends it.
    await kept.set(new Map([[KEY, null]])).catch(() => undefined);
  }
}

/** How many starts in a row ended the process, as far as they have not been made up for since. */
export async function unfinishedStarts(kept: CredentialStore): Promise<number> {
  return Number((await kept.get([KEY])).get(KEY) ?? 0);
}

function quarantined(userId: string): ImposterError {
  return new ImposterError(
    'quarantined',
    `The process ended ${MOST_UNFINISHED} times in a row while the bot "${userId}" was starting, so it is not started by ` +
      'itself any more. Look into the log for the reason, then start or reload it.',
  );
}
