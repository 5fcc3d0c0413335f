import type { Lease } from '@chat-imposter/core';
import type { Write } from './write.ts';

interface Settling {
  resolve: (result: unknown) => void;
  reject: (error: unknown) => void;
}

/** A write and its caller. */
export type WriteJob = { kind: 'write'; write: Write<unknown> } & Settling;

/** Reads go together, a step is alone. */
type OtherJob = { kind: 'read' | 'step'; work: () => Promise<unknown> } & Settling;

/** What is asked for. */
export type Request = Omit<WriteJob, keyof Settling> | Omit<OtherJob, keyof Settling>;

type Job = WriteJob | OtherJob;

/** Who does what stands in line. */
export interface JobHandlers {
  /** Settles all of these writes, which have the same lease, or throws for all that are not settled yet. */
  write: (jobs: WriteJob[]) => Promise<void>;
  /** What reads have to wait for. */
  beforeReads: () => Promise<void>;
}

/** More than this is not done together. */
const MOST_TOGETHER = 200;

/** What a bot is asked to do, one after the other; what is asked for while something is under way goes together. */
export class JobLine {
  readonly #handlers: JobHandlers;
  readonly #jobs: Job[] = [];
  #running: Promise<void> | null = null;

  constructor(handlers: JobHandlers) {
    this.#handlers = handlers;
  }

  /** Puts something at the end; resolves or rejects when it is done. */
  add(request: Request): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#jobs.push({ ...request, resolve, reject });
    this.#running ??= this.#run();
    return promise;
  }

  /** Resolves when nothing is left to do. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    // What is asked for in the same turn of the event loop goes together.
    await new Promise((resolve) => setImmediate(resolve));
    for (let group = takeGroup(this.#jobs); group.length > 0; group = takeGroup(this.#jobs)) {
      await this.#do(group);
    }
    this.#running = null;
  }

  async #do(group: Job[]): Promise<void> {
    const writes = group.filter((job) => job.kind === 'write');
    const others = group.filter((job) => job.kind !== 'write');
    try {
      if (writes.length > 0) await this.#handlers.write(writes);
      if (others[0]?.kind === 'read') await this.#handlers.beforeReads();
      await Promise.all(others.map(({ work, resolve, reject }) => work().then(resolve, reject)));
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }
}

/** Takes from the front what may be done together: reads, or writes of one lease; everything else is done alone. */
function takeGroup(jobs: Job[]): Job[] {
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
  return !one.isAlone && !other.isAlone && isSameLease(one.lease, other.lease);
}

function isSameLease(one: Lease | null, other: Lease | null): boolean {
  return one?.fence === other?.fence;
}
