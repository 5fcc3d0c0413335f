import { ImposterError, type Lease, systemClock, systemRandom } from '@chat-imposter/core';
import { applyChanges } from './apply-changes.ts';
import type { ChangeList } from './change-list.ts';
import type { CommitParts } from './commit-parts.ts';
import type { Connection } from './connection.ts';
import { FULL_BATCH } from './decide-together.ts';
import type { Batch, Commit, Head, Heads } from './heads.ts';

/** What was committed longer ago than this is looked at again before it is applied, milliseconds. */
const LONG_AGO_MS = 60_000;

/** What the bots need of the store. */
export interface BotParts {
  connection: Connection;
  heads: Heads;
  parts: CommitParts;
  /** The chat provider that the configuration of a bot names. */
  chatProviderName: (userId: string) => Promise<string | null>;
}

/** What the head of a bot is known to say. */
export interface KnownHead {
  fence: number;
  isHeld: boolean;
  seq: number;
  lastBatchId: string | null;
  /** Not of the head: the chat provider that the configuration names. */
  chatProviderName: string | null;
}

/**
 * The batches of one bot, as far as this process has to do with them: commits the next one when the one before is applied,
 * by whomever. Its methods are not for overlapping calls. See docs/decisions/one-document-commits.md.
 */
export class BotLog {
  readonly #userId: string;
  readonly #store: BotParts;
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

  /** Whether a lease is void for this process, whatever the head says. */
  isVoid(fence: number): boolean {
    return fence <= this.#voidFence;
  }

  /** Begins with what the head says now, which was just read; does what is pending. */
  async begin(head: Head): Promise<void> {
    await this.#learn(head);
    await this.apply();
  }

  /** Does what is pending by what the head says. */
  async finish(): Promise<void> {
    await this.begin(await this.#store.heads.readOrBegin(this.#userId));
  }

  /** Gives a lease back. */
  async release(fence: number): Promise<void> {
    await this.takeBack();
    const known = this.#known;
    const isOurs = known?.isHeld && known.fence === fence;
    if (isOurs) await this.apply();
    await this.#store.heads.release(this.#userId, fence, isOurs ? known.seq : null);
    this.#known = null;
  }

  /**
   * Makes sure that everything before is applied, and that the lease is good for all this process knows.
   * @throws ImposterError `fenced`, `store_unavailable`
   */
  async settle(lease: Lease | null): Promise<KnownHead> {
    await this.takeBack();
    let known = this.#known ?? (await this.#lookUp());
    if (lease && !isValid(known, lease)) known = await this.#lookUp();
    if (lease && (!isValid(known, lease) || this.isVoid(lease.fence))) throw fenced(lease);
    await this.apply();
    return known;
  }

  /**
   * Commits what was decided on what is known. False when the head has moved on; then nothing is committed.
   * @throws ImposterError `fenced`, `store_unavailable`
   */
  async commit(lease: Lease | null, known: KnownHead, list: ChangeList): Promise<boolean> {
    const { heads, parts } = this.#store;
    const changes = list.all;
    if (changes.length === 0) {
      if (lease) await this.#assertNewest(lease);
      return true;
    }
    const isInParts = list.bytes > 2 * FULL_BATCH;
    const [id, previous] = [systemRandom.hex(12), known.lastBatchId];
    const batch = { id, previous, isInParts, changes: isInParts ? null : changes };
    if (isInParts) await parts.add(this.#userId, id, changes);
    const commit = { fence: lease?.fence ?? null, after: known.seq, last: list.lastNumber, batch };
    this.#known = null;
    try {
      if (!(await heads.commit(this.#userId, commit))) return false;
    } catch (error) {
      this.#doubtful = commit;
      throw error;
    }
    this.#known = { ...known, seq: commit.last, lastBatchId: id };
    this.#pending = { batch: { ...batch, changes }, committedTime: systemClock.now() };
    return true;
  }

  /** Does what is committed, unless that is done. */
  async apply(): Promise<void> {
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

  /** Makes sure that what its callers were told to have failed has failed. */
  async takeBack(): Promise<void> {
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

  async #assertNewest(lease: Lease): Promise<void> {
    const head = await this.#store.heads.read(this.#userId);
    if (head?.fence !== lease.fence || head.owner === null) throw fenced(lease);
  }
}

function isValid({ fence, isHeld }: KnownHead, lease: Lease): boolean {
  return isHeld && fence === lease.fence;
}

function fenced({ userId }: Lease): ImposterError {
  return new ImposterError('fenced', `The lease of bot ${userId} is no longer valid: stop this session.`);
}
