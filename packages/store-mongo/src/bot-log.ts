import { ImposterError, type Lease, systemClock, systemRandom } from '@chat-imposter/core';
import { applyChanges } from './apply-changes.ts';
import type { ChangeList } from './change-list.ts';
import type { CommitParts } from './commit-parts.ts';
import type { Connection } from './connection.ts';
import { FULL_BATCH } from './decide-together.ts';
import type { Batch, Commit, Head, Heads } from './heads.ts';

/** Up to so much is applied a little later than it is committed, bytes: what comes next is committed together with it. */
const MOST_CARRIED = 32 * 1024;
/** So much later, milliseconds. */
const APPLY_AFTER_MS = 5;

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

/** What is committed and not known to be applied. */
interface Pending {
  /** What the head says: with what is not applied yet there may be more. */
  batch: Batch;
  /** What is left of it to apply; null when that is all of it, as another session or call decided it. */
  left: ChangeList | null;
  /** Of the earliest that is left. */
  committedTime: number;
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
 * by whomever, or together with what is left of it. Its methods but `apply` and `rest` are not for overlapping calls.
 * See docs/decisions/one-document-commits.md.
 */
export class BotLog {
  readonly #userId: string;
  readonly #store: BotParts;
  /** Null while it is not known. */
  #known: KnownHead | null = null;
  #pending: Pending | null = null;
  /** What is being done of it. */
  #applying: Promise<void> | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** The last batch that this process has applied. */
  #appliedBatchId: string | null = null;
  /** See {@link appliedNumber}. */
  #appliedNumber = 0;
  /** The last batch that this process has committed, or tried to. */
  #triedBatchId: string | null = null;
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

  /** Changes up to this number are known to be applied. */
  get appliedNumber(): number {
    return this.#appliedNumber;
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
   * Makes sure that the lease is good for all this process knows.
   * @throws ImposterError `fenced`, `store_unavailable`
   */
  async settle(lease: Lease | null): Promise<KnownHead> {
    await this.takeBack();
    let known = this.#known ?? (await this.#lookUp());
    if (lease && !isValid(known, lease)) known = await this.#lookUp();
    if (lease && (!isValid(known, lease) || this.isVoid(lease.fence))) throw fenced(lease);
    return known;
  }

  /**
   * Commits what was decided on what is known. False when the head has moved on; then nothing is committed.
   * @throws ImposterError `fenced`, `store_unavailable`
   */
  async commit(lease: Lease | null, known: KnownHead, list: ChangeList): Promise<boolean> {
    const { heads, parts } = this.#store;
    if (list.isEmpty) {
      if (lease) await this.#assertNewest(lease);
      return true;
    }
    const carried = this.#carriedBefore(list);
    if (!carried) await this.apply();
    // What was long committed may turn out to have been applied by others, who have gone on.
    if (this.#known !== known) return false;
    const together = carried?.left ? list.after(carried.left) : list;
    const isInParts = list.bytes > 2 * FULL_BATCH;
    const [id, previous] = [systemRandom.hex(12), known.lastBatchId];
    const batch = { id, previous, isInParts, changes: isInParts ? null : together.all };
    if (isInParts) await parts.add(this.#userId, id, together.all);
    const commit = { fence: lease?.fence ?? null, after: known.seq, last: list.lastNumber, batch };
    this.#known = null;
    this.#triedBatchId = id;
    try {
      if (!(await heads.commit(this.#userId, commit))) return false;
    } catch (error) {
      this.#doubtful = commit;
      throw error;
    }
    this.#known = { ...known, seq: commit.last, lastBatchId: id };
    // Of what was carried along, some may have been applied meanwhile.
    const before = this.#pending;
    const left = before?.left ? list.after(before.left) : list;
    this.#pending = { batch, left, committedTime: before?.committedTime ?? systemClock.now() };
    return true;
  }

  /** What is pending, if it can be committed once more together with these changes instead of being applied before. */
  #carriedBefore(list: ChangeList): Pending | null {
    const pending = this.#pending;
    if (!pending?.left?.namesAll || !list.namesAll || isLongAgo(pending)) return null;
    return pending.left.bytes <= MOST_CARRIED ? pending : null;
  }

  /** Does what is committed, unless that is done. */
  async apply(): Promise<void> {
    this.#forgetTimer();
    while (this.#pending) {
      this.#applying ??= this.#apply(this.#pending).finally(() => {
        this.#applying = null;
      });
      await this.#applying;
    }
  }

  /** The same soon; whoever needs it done calls {@link apply}, which tries again what failed. */
  applySoon(): void {
    const apply = () => void this.apply().catch(() => undefined);
    const isMuch = (this.#pending?.left?.bytes ?? 0) > MOST_CARRIED;
    if (isMuch) apply();
    else this.#timer ??= setTimeout(apply, APPLY_AFTER_MS);
  }

  /** Resolves when nothing is being applied, and nothing will be that nobody asks for. */
  async rest(): Promise<void> {
    this.#forgetTimer();
    await this.#applying?.catch(() => undefined);
  }

  #forgetTimer(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #apply(pending: Pending): Promise<void> {
    const { connection, parts } = this.#store;
    const { batch, left } = pending;
    const beganTime = systemClock.now();
    if (isLongAgo(pending) && (await this.#othersWentOn(pending))) {
      this.#known = null;
      if (this.#pending === pending) this.#pending = null;
      return;
    }
    const changes = left?.all ?? batch.changes ?? (await parts.read(this.#userId, batch.id));
    await applyChanges(connection, changes);
    this.#appliedBatchId = batch.id;
    if (left) this.#appliedNumber = left.lastNumber;
    this.#pending = this.#leftAfter(pending, beganTime);
    // From now on they are not missed.
    if (batch.isInParts) await parts.remove(this.#userId, batch.id);
  }

  /** Whether others have committed since, who have applied it before. What this process tried to commit itself carries it along. */
  async #othersWentOn({ batch }: Pending): Promise<boolean> {
    const latest = (await this.#store.heads.read(this.#userId))?.pending?.id ?? null;
    const own = [batch.id, this.#triedBatchId, this.#pending?.batch.id];
    return latest === null || !own.includes(latest);
  }

  /** What is still to be applied once this is: more may have been committed since that was begun. */
  #leftAfter(applied: Pending, beganTime: number): Pending | null {
    const now = this.#pending;
    if (!now || now === applied || now.batch.id === applied.batch.id) return null;
    const left = now.left && applied.left ? now.left.since(applied.left.lastNumber) : now.left;
    return left?.isEmpty ? null : { ...now, left, committedTime: beganTime };
  }

  /** Makes sure that what its callers were told to have failed has failed. */
  async takeBack(): Promise<void> {
    const commit = this.#doubtful;
    if (!commit) return;
    const seq = await this.#store.heads.takeBack(this.#userId, commit, this.#pending?.batch ?? null);
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
      head.pending && !isApplied
        ? { batch: head.pending, left: null, committedTime: systemClock.now() }
        : null;
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

function isLongAgo({ committedTime }: Pending): boolean {
  return systemClock.now() - committedTime > LONG_AGO_MS;
}

function isValid({ fence, isHeld }: KnownHead, lease: Lease): boolean {
  return isHeld && fence === lease.fence;
}

function fenced({ userId }: Lease): ImposterError {
  return new ImposterError('fenced', `The lease of bot ${userId} is no longer valid: stop this session.`);
}
