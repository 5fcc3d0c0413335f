import type { UserConfiguration } from '../configuration/user-configuration.ts';
import type { CancelTimer, Clock } from '../contracts/clock.ts';
import { ImposterError } from '../contracts/errors.ts';
import { LlmError, type LlmModel, type LlmResult } from '../contracts/llm-provider.ts';
import type { Random } from '../contracts/random.ts';
import type { Lease, Store } from '../contracts/store.ts';
import type { Period, PeriodQuery } from '../contracts/tracking-store.ts';
import { DAY_MS } from '../limits.ts';
import type { Announcement } from '../turn/announcement.ts';
import { Breaker } from '../turn/breaker.ts';
import { generate } from '../turn/generate.ts';
import { ModelCall } from '../turn/model-call.ts';
import { Spending } from '../turn/spending.ts';
import { digestTurnIdOf } from '../turn/turn-id.ts';
import { digestRequest } from './digest-request.ts';

/** A period waits this long for its digest, counted from its end. */
const LONGEST_WAIT_MS = DAY_MS;
/** After a failure that may pass, at least. */
const REST_MS = 5 * 60_000;

/** A group with what is wanted of its digests. */
type DigestGroup = UserConfiguration['periodic_group_tracking'][number];

/** How digests reach somebody. */
export interface DigestDelivery {
  /** The contact that is meant; null when the bot knows none of that kind. */
  contactOf(deliverTo: string): string | null;
  /** Resolves when it is durable that something will be said. */
  say(announcement: Announcement): Promise<void>;
  /** The text that was to be said under a turn id; null when there is none. */
  saidUnder(turnId: string): Promise<string | null>;
}

/** What digests are made with. */
export interface DigestsContext {
  /** Only those whose digests are wanted. */
  groups: readonly DigestGroup[];
  /** IANA zone of the clock times; the server's own when absent. */
  timezone: string | undefined;
  model: LlmModel;
  maxRetries: number;
  store: Pick<Store, 'tracking'>;
  lease: Lease;
  clock: Clock;
  random: Random;
  delivery: DigestDelivery;
  /** A digest could not be made or delivered. Its period is as good as without. */
  failed(error: unknown): void;
}

/** A period that waits for its digest. */
interface Waiting {
  group: DigestGroup;
  end: number;
}

/**
 * Sums up the periods of tracked groups, one after the other while the bot is connected, and delivers what the model
 * wrote. Whatever fails here, periods are as they are without.
 */
export class Digests {
  readonly #context: DigestsContext;
  readonly #groups: ReadonlyMap<string, DigestGroup>;
  readonly #breaker: Breaker;
  readonly #call = new ModelCall();
  /** In the order of their ends, but for those that an earlier run left. */
  readonly #waiting: Waiting[] = [];
  #isConnected = false;
  #isStopped = false;
  /** The digest that is being made; null while none is. */
  #making: Promise<void> | null = null;
  /** Ends the rest after a failure; null while there is none. */
  #endRest: CancelTimer | null = null;

  constructor(context: DigestsContext) {
    this.#context = context;
    this.#groups = new Map(context.groups.map((group) => [group.groupIdentifier, group]));
    this.#breaker = new Breaker(context.clock, () => {});
  }

  /** Takes up the newest period of each group: an earlier run may have left its digest undone. */
  async start(): Promise<void> {
    for (const group of this.#groups.values()) {
      const newest = await this.#newestPeriod(group.groupIdentifier, {});
      if (newest?.digest === null) this.#add({ group, end: newest.end });
    }
  }

  /** A period was stored. */
  cut(groupId: string, end: number): void {
    const group = this.#groups.get(groupId);
    if (group !== undefined) this.#add({ group, end });
  }

  /** Digests wait while there is no connection. */
  setConnected(isConnected: boolean): void {
    this.#isConnected = isConnected;
    this.#goOn();
  }

  /** Makes no more of them; resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#endRest?.();
    this.#call.end();
    await this.#making;
  }

  #add(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#giveUpOld();
    this.#goOn();
  }

  #giveUpOld(): void {
    const since = this.#context.clock.now() - LONGEST_WAIT_MS;
    while (this.#waiting[0] !== undefined && this.#waiting[0].end < since) this.#waiting.shift();
  }

  #goOn(): void {
    if (this.#making !== null || this.#endRest !== null || this.#isStopped || !this.#isConnected) return;
    this.#giveUpOld();
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#making = this.#make(next)
      .catch((error: unknown) => this.#failed(next, error))
      .finally(() => {
        this.#making = null;
        this.#goOn();
      });
  }

  /** What may be mended by waiting is tried again, until the period is too old for it. */
  #failed(waiting: Waiting, error: unknown): void {
    if (this.#isStopped) return;
    this.#context.failed(error);
    if (!isPassing(error)) return;
    this.#waiting.unshift(waiting);
    const restMs = Math.max(REST_MS, this.#breaker.waitMs);
    this.#endRest = this.#context.clock.after(restMs, () => {
      this.#endRest = null;
      this.#goOn();
    });
  }

  async #make({ group, end }: Waiting): Promise<void> {
    const { store, lease, delivery } = this.#context;
    const { groupIdentifier: groupId } = group;
    const period = await this.#newestPeriod(groupId, { until: end + 1 });
    if (period === null || period.end !== end || period.digest !== null) return;
    const turnId = digestTurnIdOf(lease.userId, groupId, end);
    const text = (await delivery.saidUnder(turnId)) ?? (await this.#write(group, period, turnId));
    if (text !== null) await store.tracking.setDigest(lease, groupId, end, text);
  }

  /** The digest of a period, to be delivered from here on; null when nothing was said in it. */
  async #write(group: DigestGroup, period: Period, turnId: string): Promise<string | null> {
    const { model, delivery, timezone } = this.#context;
    const { groupIdentifier: identifier, displayName, digest } = group;
    const party = { identifier, displayName, alternateIdentifiers: [] };
    const request = digestRequest(party, period, { prompt: digest?.prompt, timezone });
    if (request === null) return null;
    const spending = new Spending();
    const options = { ...this.#context, breaker: this.#breaker, spending };
    const text = textOf(await generate(model, request, this.#call, options));
    const to = delivery.contactOf(digest?.deliver_to ?? '');
    if (to === null) this.#context.failed(nobodyToTell(group));
    else await delivery.say({ turnId, correspondentId: to, text, usage: spending.usage });
    return text;
  }

  async #newestPeriod(groupId: string, query: PeriodQuery): Promise<Period | null> {
    const { store, lease } = this.#context;
    for await (const period of store.tracking.periods(lease.userId, groupId, { ...query, last: 1 }))
      return period;
    return null;
  }
}

/** @throws Error when the model has not written a whole digest; asked again, it would do the same */
function textOf(result: LlmResult): string {
  if (result.kind === 'refusal') throw new Error('The model refused to write a digest.');
  if (result.finish === 'length')
    throw new Error('A digest was cut off: the output of the model is limited too much for it.');
  const text = result.text.trim();
  if (text === '') throw new Error('The model wrote an empty digest.');
  return text;
}

function isPassing(error: unknown): boolean {
  if (error instanceof LlmError) return error.retryable || error.kind === 'quota';
  return ImposterError.is(error) && error.code === 'store_unavailable';
}

function nobodyToTell({ displayName, digest }: DigestGroup): Error {
  const to = digest?.deliver_to;
  const why =
    to === 'self'
      ? 'the platform has no chat of the account with itself'
      : `the bot has no contact "${to}", or several; deliver_to takes what a whitelist takes, of somebody who has written to it`;
  return new Error(`The digest of "${displayName}" is stored, but reaches nobody: ${why}.`);
}
