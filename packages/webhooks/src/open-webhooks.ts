import {
  type Clock,
  type EventJson,
  eventToJson,
  type Imposter,
  type ImposterEvents,
  type Random,
  silentLogger,
  systemClock,
  systemRandom,
  withoutTexts,
} from '@chat-imposter/core';
import { type CheckedTarget, checkedTarget, wants } from './checked-target.ts';
import { DeadLetters } from './dead-letters.ts';
import { newDelivery } from './delivery.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import { type DerivedEvent, DerivedEvents } from './derived-events.ts';
import { kindOf, type ToldName, toldNames, type WebhookEventKind } from './event-kinds.ts';
import { post } from './post.ts';
import type { Resolver } from './reach.ts';
import type { WebhookEvent } from './webhook-event.ts';
import { webhookRequest } from './webhook-request.ts';
import type { Webhooks } from './webhooks.ts';
import type { WebhooksOptions } from './webhooks-options.ts';

/** A target and what is to be delivered to it. */
interface Recipient {
  target: CheckedTarget;
  queue: DeliveryQueue;
}

const TIMEOUT_MS = 10_000;
const MAX_QUEUED = 1_000;

/** Webhooks that listen to an imposter from the first moment until they are closed. */
export class OpenWebhooks implements Webhooks {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #recipients: readonly Recipient[];
  readonly #letters: DeadLetters;
  readonly #derived = new DerivedEvents();
  readonly #silences: readonly (() => void)[];
  #closing: Promise<void> | null = null;

  constructor(imposter: Pick<Imposter, 'on'>, options: WebhooksOptions, resolver: Resolver) {
    const { clock = systemClock, random = systemRandom, logger = silentLogger } = options;
    this.#clock = clock;
    this.#random = random;
    this.#letters = new DeadLetters({
      file: options.deadLetterFile,
      onDeadLetter: options.onDeadLetter,
      logger,
    });
    const allowPrivateAddresses = options.allowPrivateAddresses ?? false;
    const timeoutMs = atLeastOne('timeoutMs', options.timeoutMs ?? TIMEOUT_MS);
    const maxQueued = atLeastOne('maxQueued', options.maxQueued ?? MAX_QUEUED);
    this.#recipients = options.targets.map((given, index) => {
      const target = checkedTarget(given, { number: index + 1, allowPrivateAddresses });
      return { target, queue: this.#queueFor(target, { timeoutMs, maxQueued, resolver }) };
    });
    this.#silences = [...this.#listen(imposter), ...this.#conclude(imposter)];
  }

  get pending(): number {
    return this.#recipients.reduce((sum, { queue }) => sum + queue.size, 0);
  }

  get deadLetters(): number {
    return this.#letters.count;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    for (const silence of this.#silences) silence();
    await Promise.all(this.#recipients.map(({ queue }) => queue.close()));
    await this.#letters.flush();
  }

  #queueFor(
    target: CheckedTarget,
    { timeoutMs, maxQueued, resolver }: { timeoutMs: number; maxQueued: number; resolver: Resolver },
  ): DeliveryQueue {
    const { url, reach } = target;
    const clock = this.#clock;
    return new DeliveryQueue({
      clock,
      random: this.#random,
      maxQueued,
      send: ({ id, body }, signal) =>
        post(webhookRequest(target, { id, body, now: clock.now() }), {
          clock,
          timeoutMs,
          reach,
          resolver,
          signal,
        }),
      gaveUp: ({ body, tries, lastFailure }, reason) =>
        this.#letters.add({
          time: clock.now(),
          reason,
          url: `${url.origin}${url.pathname}`,
          tries,
          lastFailure,
          event: JSON.parse(body) as WebhookEvent,
        }),
    });
  }

  /** What nobody asked for is not listened to. */
  #listen(imposter: Pick<Imposter, 'on'>): (() => void)[] {
    const wanted = new Set(this.#recipients.flatMap(({ target }) => [...target.kinds]));
    const names = toldNames.filter((name) => wanted.has(kindOf(name)));
    return names.map((name) => this.#listenTo(imposter, name));
  }

  #listenTo<Name extends ToldName>(imposter: Pick<Imposter, 'on'>, name: Name): () => void {
    const listener = (event: Parameters<ImposterEvents[Name]>[0]) =>
      this.#tell(kindOf(name), eventToJson(name, event).data);
    return imposter.on(name, listener as ImposterEvents[Name]);
  }

  /** Listens for what other events follow from; those come after it. */
  #conclude(imposter: Pick<Imposter, 'on'>): (() => void)[] {
    const tell = (events: readonly DerivedEvent[]) => {
      for (const { kind, data } of events) this.#tell(kind, data);
    };
    return [
      imposter.on('status', (event) =>
        tell(this.#derived.afterStatus(event, eventToJson('status', event).data)),
      ),
      imposter.on('failure', (event) => tell(this.#derived.afterFailure(eventToJson('failure', event).data))),
      imposter.on('reply', ({ userId }) => this.#derived.replied(userId)),
      imposter.on('removal', ({ userId }) => this.#derived.removed(userId)),
    ];
  }

  #tell(kind: WebhookEventKind, data: EventJson['data']): void {
    const recipients = this.#recipients.filter(({ target }) => wants(target, kind, data.user_id));
    if (recipients.length === 0) return;
    const { user_id: userId } = data;
    const id = `evt_${this.#random.hex(16)}`;
    const event: WebhookEvent = { id, kind, time: this.#clock.now(), user_id: userId, data };
    for (const { target, queue } of recipients) {
      const told = target.includesTexts ? event : { ...event, data: withoutTexts(data) };
      queue.add(newDelivery({ id, userId, body: JSON.stringify(told) }));
    }
  }
}

function atLeastOne(name: string, value: number): number {
  if (Number.isInteger(value) && value >= 1) return value;
  throw new RangeError(`createWebhooks: ${name} must be a whole number of at least 1, not ${value}.`);
}
