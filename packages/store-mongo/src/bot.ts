import { ImposterError, type Lease, systemClock, systemRandom } from '@chat-imposter/core';
import { applyChanges } from './apply-changes.ts';
import type { CommitParts } from './commit-parts.ts';
import type { Connection } from './connection.ts';
import { Draft } from './draft.ts';
import type { Batch, Commit, Head, Heads } from './heads.ts';
import { type Job, takeGroup, type Write, type WriteJob } from './jobs.ts';

/** A batch that is larger than this takes no more writes, bytes. */
const FULL_BATCH = 2 * 1024 * 1024;
/** What was committed longer ago than this is looked at again before it is applied, milliseconds. */
const LONG_AGO_MS = 60_000;

/** What a bot needs of the store. */
export interface BotParts {
  connection: Connection;
  heads: Heads;
  parts: CommitParts;
  /** The chat provider that the configuration of a bot names. */
  chatProviderName(userId: string): Promise<string | null>;
}

/** What the head of the bot is known to say. */
interface KnownHead {
  fence: number;
  isHeld: boolean;
  seq: number;
  lastBatchId: string | null;
  chatProviderName: string | null;
}

/**
 * All that this process does with one bot, one after the other: writes that are asked for while others are under way are
 * committed together. A batch of changes is committed by one write of the head of the bot, then applied, and no other is
 * committed before that is done, by whomever. See docs/decisions/one-document-commits.md.
 */
export class Bot {
  readonly #userId: string;
  readonly #store: BotParts;
  readonly #jobs: Job[] = [];
  #running: Promise<void> | null = null;
  #heldFence: number | null = null;
  /** Null while it is not known. */
  #known: KnownHead | null = null;
  /** What is committed and not known to be applied. */
  #pending: { batch: Batch; committedTime: number } | null = null;
  /** The last batch that this process has applied. */
  #appliedBatchId: string | null = null;
  /** What may have been committed, although its callers were told that it was not. */
  #doubtful: Commit | null = null;
  /** Leases up to this one are void for this process, whatever the head says. */
  #voidFence = 0;

  constructor(userId: string, store: BotParts) {
    this.#userId = userId;
    this.#store = store;
  }

  /** The fence of the lease that this process has; null when it has none. */
  get heldFence(): number | null {
    return this.#heldFence;
  }

  /** Decides and commits a write, after all that was asked for before. */
  write<Result>(write: Write<Result>): Promise<Result> {
    return this.#add({ kind: 'write', write }) as Promise<Result>;
  }

  /** Reads when all is applied that was asked for before. */
  read<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#add({ kind: 'read', work }) as Promise<Result>;
  }

  /** Whether a lease is void for this process, whatever the head says. */
  isVoid(fence: number): boolean {
    return fence <= this.#voidFence;
  }

  /** Takes the lease, and brings to an end what the one before had begun. */
  acquire(ownerId: string, begin: (lease: Lease) => Promise<void>): Promise<Lease | null> {
    return this.#step(async () => {
      const head = await this.#store.heads.acquire(this.#userId, ownerId);
      if (!head) return null;
      this.#heldFence = head.fence;
      await this.#learn(head);
      await this.#apply();
      const lease = { userId: this.#userId, fence: head.fence };
      await this.#store.parts.removeAll(this.#userId);
      await begin(lease);
      return lease;
    });
  }

  /** Gives the lease back. */
  release(fence: number): Promise<void> {
    return this.#step(async () => {
      await this.#takeBack();
      const known = this.#known;
      const isOurs = known?.isHeld && known.fence === fence;
      if (isOurs) await this.#apply();
      await this.#store.heads.release(this.#userId, fence, isOurs ? known.seq : null);
      if (this.#heldFence === fence) this.#heldFence = null;
      this.#known = null;
    });
  }

  /** Applies what somebody who died has committed. */
  finish(): Promise<void> {
    return this.#step(async () => {
      await this.#lookUp();
      await this.#apply();
    });
  }

  /** Commits a write within the step of a lease that has just been acquired. */
  async writeNow(write: Write<void>): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    await this.#writeTogether([{ kind: 'write', write, resolve, reject }]);
    await promise;
  }

  /** Resolves when nothing is left to do. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  #step<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#add({ kind: 'step', work }) as Promise<Result>;
  }

  #add(
    job: { kind: 'write'; write: Write<unknown> } | { kind: 'read' | 'step'; work(): Promise<unknown> },
  ): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#jobs.push({ ...job, resolve, reject });
    this.#running ??= this.#run();
    return promise;
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
    try {
      const writes = group.filter((job) => job.kind === 'write');
      if (writes.length > 0) {
        await this.#writeTogether(writes);
        return;
      }
      const [first] = group;
      if (first?.kind === 'read') await this.#apply();
      await Promise.all(
        group.map(async (job) => job.kind !== 'write' && job.work().then(job.resolve, job.reject)),
      );
    } catch (error) {
      for (const job of group) job.reject(error);
    }
  }

  async #writeTogether(group: WriteJob[]): Promise<void> {
    const lease = group[0]?.write.lease ?? null;
    for (let jobs = group; jobs.length > 0; ) {
      const known = await this.#settle(lease);
      const draft = new Draft(this.#store.connection, {
        userId: this.#userId,
        chatProviderName: known.chatProviderName,
        lastNumber: known.seq,
      });
      const { decided, failed, left } = await decideAll(draft, jobs);
      if (failed) {
        // What it has put into the draft has to go, so the others are decided anew.
        failed.job.reject(failed.error);
        jobs = jobs.filter((job) => job !== failed.job);
        continue;
      }
      if (!(await this.#commit(lease, known, draft))) continue;
      await this.#apply().catch(() => undefined);
      for (const [job, result] of decided) job.resolve(result);
      jobs = left;
    }
  }

  /** False when the head has moved on; then all is decided anew. */
  async #commit(lease: Lease | null, known: KnownHead, draft: Draft): Promise<boolean> {
    const { heads, parts } = this.#store;
    if (draft.changes.all.length === 0) {
      if (lease) await this.#assertNewest(lease);
      return true;
    }
    const changes = draft.changes.all;
    const isInParts = draft.changes.bytes > 2 * FULL_BATCH;
    const [id, previous] = [systemRandom.hex(12), known.lastBatchId];
    const batch = { id, previous, isInParts, changes: isInParts ? null : changes };
    if (isInParts) await parts.add(this.#userId, id, changes);
    const last = draft.changes.lastNumber;
    const commit = { fence: lease?.fence ?? null, after: known.seq, last, batch };
    this.#known = null;
    try {
      if (!(await heads.commit(this.#userId, commit))) return false;
    } catch (error) {
      this.#doubtful = commit;
      throw error;
    }
    this.#known = { ...known, seq: last, lastBatchId: batch.id };
    this.#pending = { batch: { ...batch, changes }, committedTime: systemClock.now() };
    return true;
  }

  /** Makes sure that everything before is applied, and that the lease is good for all this process knows. */
  async #settle(lease: Lease | null): Promise<KnownHead> {
    await this.#takeBack();
    let known = this.#known ?? (await this.#lookUp());
    if (lease && !isValid(known, lease)) known = await this.#lookUp();
    if (lease && (!isValid(known, lease) || this.isVoid(lease.fence))) throw fenced(lease);
    await this.#apply();
    return known;
  }

  /** Makes sure that what its callers were told to have failed has failed. */
  async #takeBack(): Promise<void> {
    const commit = this.#doubtful;
    if (!commit) return;
    const seq = await this.#store.heads.takeBack(this.#userId, commit);
    this.#doubtful = null;
    this.#known = null;
    // Somebody else may have applied it: then this session knows less than the store.
    if (seq === false) this.#voidFence = Math.max(this.#voidFence, commit.fence ?? 0);
  }

  async #lookUp(): Promise<KnownHead> {
    return this.#learn(await this.#store.heads.readOrBegin(this.#userId));
  }

  async #learn(head: Head): Promise<KnownHead> {
    this.#doubtful = null;
    const isApplied = head.pending?.id === this.#appliedBatchId;
    this.#pending =
      head.pending && !isApplied ? { batch: head.pending, committedTime: systemClock.now() } : null;
    this.#known = {
      fence: head.fence,
      isHeld: head.owner !== null,
      seq: head.seq,
      lastBatchId: head.pending?.id ?? null,
      chatProviderName: await this.#store.chatProviderName(this.#userId),
    };
    return this.#known;
  }

  /** Does what is committed, unless that is done. */
  async #apply(): Promise<void> {
    const pending = this.#pending;
    if (!pending) return;
    const { connection, heads, parts } = this.#store;
    const { batch } = pending;
    if (systemClock.now() - pending.committedTime > LONG_AGO_MS) {
      const head = await heads.read(this.#userId);
      if (head?.pending?.id !== batch.id) {
        this.#known = null;
        this.#pending = null;
        return;
      }
    }
    await applyChanges(connection, batch.changes ?? (await parts.read(this.#userId, batch.id)));
    this.#pending = null;
    this.#appliedBatchId = batch.id;
    // From now on they are not missed.
    if (batch.isInParts) await parts.remove(this.#userId, batch.id);
  }

  async #assertNewest(lease: Lease): Promise<void> {
    const head = await this.#store.heads.read(this.#userId);
    if (head?.fence !== lease.fence || head.owner === null) throw fenced(lease);
  }
}

/** What became of writes: the first that failed ends the draft, and those beyond a full batch wait for the next. */
interface Decided {
  decided: [WriteJob, unknown][];
  failed: { job: WriteJob; error: unknown } | null;
  left: WriteJob[];
}

async function decideAll(draft: Draft, jobs: readonly WriteJob[]): Promise<Decided> {
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

function isValid({ fence, isHeld }: KnownHead, lease: Lease): boolean {
  return isHeld && fence === lease.fence;
}

function fenced({ userId }: Lease): ImposterError {
  return new ImposterError('fenced', `The lease of bot ${userId} is no longer valid: stop this session.`);
}
