import type { Lease } from '@chat-imposter/core';
import type { Draft } from './draft.ts';

/** A write of a bot's state: decides what is to change, from what is there. */
export interface Write<Result> {
  /** By what right; null for what needs none. */
  lease: Lease | null;
  /**
   * Whether no other write may be decided together with it, because it changes documents without naming them.
   * Default: false.
   */
  isAlone?: boolean;
  /** Reads ahead what {@link decide} will need, at the same time as other writes do. */
  warm?(draft: Draft): Promise<void>;
  /** Puts the changes into the draft; the result is told once they are committed. */
  decide(draft: Draft): Promise<Result>;
}

interface Settling {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** What a bot is asked to do, in order. */
export type Job =
  | ({ kind: 'write'; write: Write<unknown> } & Settling)
  | ({ kind: 'read' | 'step'; work(): Promise<unknown> } & Settling);

/** A write and its caller. */
export type WriteJob = Extract<Job, { kind: 'write' }>;

/** More writes than this are not decided together. */
const MOST_TOGETHER = 200;

/** Takes from the front what may be done together: reads, or writes of one lease; everything else is done alone. */
export function takeGroup(jobs: Job[]): Job[] {
  const [first] = jobs;
  if (!first) return [];
  let count = 1;
  while (count < MOST_TOGETHER && mayGoTogether(first, jobs[count])) count += 1;
  return jobs.splice(0, count);
}

function mayGoTogether(first: Job, next: Job | undefined): boolean {
  if (first.kind === 'read') return next?.kind === 'read';
  if (first.kind !== 'write' || next?.kind !== 'write') return false;
  const [one, other] = [first.write, next.write];
  return !one.isAlone && !other.isAlone && one.lease?.fence === other.lease?.fence;
}
