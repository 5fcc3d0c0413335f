import { ImposterError } from '@chat-imposter/core';
import type { Draft } from './draft.ts';
import type { WriteJob } from './job-line.ts';
import type { Write } from './write.ts';

/** A batch that is larger than this takes no more writes, bytes. */
export const FULL_BATCH = 2 * 1024 * 1024;

/** What became of writes. */
export interface Decided {
  /** With what their callers are to be told. */
  decided: [WriteJob, unknown][];
  /** The first that was refused. What it has put into the draft is there, so that nothing of it can be used. */
  failed: { job: WriteJob; error: unknown } | null;
  /** Those that found the batch full. */
  left: WriteJob[];
}

/**
 * Decides writes in order, each on what the ones before it have changed.
 * @throws ImposterError when the database cannot be used
 */
export async function decideTogether(draft: Draft, jobs: readonly WriteJob[]): Promise<Decided> {
  await Promise.all(jobs.map(({ write }) => warm(write, draft)));
  const decided: [WriteJob, unknown][] = [];
  for (const [index, job] of jobs.entries()) {
    if (draft.changes.bytes > FULL_BATCH) return { decided, failed: null, left: jobs.slice(index) };
    try {
      decided.push([job, await job.write.decide(draft)]);
    } catch (error) {
      if (ImposterError.is(error)) throw error;
      return { decided, failed: { job, error }, left: [] };
    }
  }
  return { decided, failed: null, left: [] };
}

/** What is wrong with a write is found out when it is decided, where it fails alone. */
async function warm(write: Write<unknown>, draft: Draft): Promise<void> {
  try {
    await write.warm?.(draft);
  } catch (error) {
    if (ImposterError.is(error)) throw error;
  }
}
