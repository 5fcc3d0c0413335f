import type { Lease } from '@chat-imposter/core';
import { BotLog, type BotParts } from './bot-log.ts';
import { BotMemory } from './bot-memory.ts';
import { decideTogether } from './decide-together.ts';
import { Draft } from './draft.ts';
import { JobLine, type WriteJob } from './job-line.ts';
import type { Write } from './write.ts';

/**
 * All that this process does with one bot, one after the other: writes that are asked for while others are under way are
 * committed together.
 */
export class Bot {
  readonly #userId: string;
  readonly #store: BotParts;
  readonly #log: BotLog;
  readonly #line: JobLine;
  readonly #memory = new BotMemory();
  #heldFence: number | null = null;

  constructor(userId: string, store: BotParts) {
    this.#userId = userId;
    this.#store = store;
    this.#log = new BotLog(userId, store);
    this.#line = new JobLine({
      write: (jobs) => this.#writeTogether(jobs),
      beforeReads: () => this.#log.apply(),
    });
  }

  /** The fence of the lease that this process has; null when it has none. */
  get heldFence(): number | null {
    return this.#heldFence;
  }

  /** Whether a lease is void for this process, whatever the head says. */
  isVoid(fence: number): boolean {
    return this.#log.isVoid(fence);
  }

  /** Decides and commits a write, after all that was asked for before. */
  write<Result>(write: Write<Result>): Promise<Result> {
    return this.#line.add({ kind: 'write', write }) as Promise<Result>;
  }

  /** Reads when all is applied that was asked for before. */
  read<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#line.add({ kind: 'read', work }) as Promise<Result>;
  }

  /** Takes the lease, and brings to an end what the one before had begun; null while another owner has it. */
  acquire(ownerId: string, takeOver: (lease: Lease) => Promise<void>): Promise<Lease | null> {
    return this.#step(async () => {
      await this.#log.takeBack();
      const head = await this.#store.heads.acquire(this.#userId, ownerId);
      if (!head) return null;
      this.#heldFence = head.fence;
      await this.#log.begin(head);
      await this.#store.parts.removeAll(this.#userId);
      const lease = { userId: this.#userId, fence: head.fence };
      await takeOver(lease);
      return lease;
    });
  }

  /** Gives a lease back. */
  release(fence: number): Promise<void> {
    return this.#step(async () => {
      this.#memory.forget(null);
      await this.#log.release(fence);
      if (this.#heldFence === fence) this.#heldFence = null;
    });
  }

  /** Applies what somebody who died has committed. */
  finish(): Promise<void> {
    return this.#step(() => this.#log.finish());
  }

  /** Commits a write within the step of a lease that has just been acquired. */
  async writeNow(write: Write<void>): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    await this.#writeTogether([{ kind: 'write', write, resolve, reject }]);
    await promise;
  }

  /** Resolves when nothing is left to do. */
  async idle(): Promise<void> {
    await this.#line.idle();
    await this.#log.apply().catch(() => undefined);
    await this.#log.rest();
  }

  #step<Result>(work: () => Promise<Result>): Promise<Result> {
    const afterRest = async () => {
      await this.#log.rest();
      return work();
    };
    return this.#line.add({ kind: 'step', work: afterRest }) as Promise<Result>;
  }

  /** What an only write changes without naming it is not known. */
  #remember(draft: Draft, jobs: readonly WriteJob[]): void {
    if (draft.changes.isEmpty) return;
    if (jobs.some(({ write }) => write.isAlone)) this.#memory.forget(draft.changes.lastNumber);
    else this.#memory.learn(draft.facts);
  }

  /** Applies what was committed where it would not be seen otherwise. */
  async #makeSeen(isOverlapping: boolean): Promise<void> {
    if (isOverlapping && this.#memory.knowsUnapplied) {
      this.#memory.applied(this.#log.appliedNumber);
      return;
    }
    await this.#log.apply();
    this.#memory.applied(Number.POSITIVE_INFINITY);
  }

  async #writeTogether(group: WriteJob[]): Promise<void> {
    const lease = group[0]?.write.lease ?? null;
    for (let jobs = group; jobs.length > 0; ) {
      const known = await this.#log.settle(lease);
      this.#memory.beginAfter(known.seq);
      const mayOverlap = jobs.every(({ write }) => write.mayOverlap);
      await this.#makeSeen(mayOverlap);
      const draft = new Draft(this.#store.connection, {
        userId: this.#userId,
        chatProviderName: known.chatProviderName,
        lastNumber: known.seq,
        memory: this.#memory,
      });
      const { decided, failed, left } = await decideTogether(draft, jobs);
      if (failed) {
        failed.job.reject(failed.error);
        jobs = jobs.filter((job) => job !== failed.job);
        continue;
      }
      if (!(await this.#log.commit(lease, known, draft.changes))) continue;
      this.#remember(draft, jobs);
      // It is committed. What could not be applied now is applied before anything that needs it is done.
      if (mayOverlap) this.#log.applySoon();
      else await this.#log.apply().catch(() => undefined);
      for (const [job, result] of decided) job.resolve(result);
      jobs = left;
    }
  }
}
