import type { PeriodMessage, TrackedMessage } from '../contracts/tracking-store.ts';
import { erasedTracked } from '../reduced-message.ts';
import { copyParty, isKnownAs } from '../stored-message.ts';
import { isSameSender } from '../tracking/same-sender.ts';
import { firstIndex } from './first-index.ts';

/** Where a message of a tracked group stands. */
interface MessagePlace {
  place: number;
  /** Its own time; orders those that stand in one place. */
  time: number;
}

/**
 * The messages of a tracked group in the order in which they stand. A window of them is found by halves, in a list of
 * nothing but numbers: searching the messages themselves takes twice as long once they do not fit into the processor's
 * caches.
 */
export class PlacedMessages {
  readonly #messages: PeriodMessage[] = [];
  /** Of each message, in the same order. */
  readonly #places: number[] = [];
  readonly #times: number[] = [];
  readonly #byProviderId = new Map<string, PeriodMessage[]>();

  /** Where the last one stands; -Infinity when there is none. */
  get lastPlace(): number {
    return this.#places.at(-1) ?? Number.NEGATIVE_INFINITY;
  }

  /** Whether a message came before. */
  isKnown({ providerMessageId, sender }: TrackedMessage): boolean {
    const sameId = providerMessageId === null ? undefined : this.#byProviderId.get(providerMessageId);
    return sameId?.some((known) => isSameSender(known.sender, sender)) ?? false;
  }

  /** Puts a copy of a message where it stands, behind those of the same time. */
  add({ place, time }: MessagePlace, given: PeriodMessage): void {
    const message = copyMessage(given);
    let position = this.#firstAfter(place);
    while (this.#places[position - 1] === place && (this.#times[position - 1] as number) > time)
      position -= 1;
    this.#messages.splice(position, 0, message);
    this.#places.splice(position, 0, place);
    this.#times.splice(position, 0, time);
    if (message.providerMessageId === null) return;
    const sameId = this.#byProviderId.get(message.providerMessageId);
    if (sameId) sameId.push(message);
    else this.#byProviderId.set(message.providerMessageId, [message]);
  }

  /** Copies of those after `start`, up to `end`. */
  copyWindow(start: number, end: number): PeriodMessage[] {
    return this.#messages.slice(this.#firstAfter(start), this.#firstAfter(end)).map(copyMessage);
  }

  /** Deletes those after `start`, up to `end`, which are not known any more; tells how many. */
  deleteWindow(start: number, end: number): number {
    const first = this.#firstAfter(start);
    const count = this.#firstAfter(end) - first;
    this.#places.splice(first, count);
    this.#times.splice(first, count);
    for (const message of this.#messages.splice(first, count)) this.#forget(message);
    return count;
  }

  /** Takes away what somebody wrote; tells where that stood. */
  eraseSender(ids: ReadonlySet<string>): number[] {
    const places: number[] = [];
    for (const [index, message] of this.#messages.entries()) {
      const { sender } = message;
      if (!isKnownAs(sender, ids)) continue;
      if (message.content === '' && sender.displayName === sender.identifier) continue;
      Object.assign(message, erasedTracked(message));
      places.push(this.#places[index] as number);
    }
    return places;
  }

  #firstAfter(instant: number): number {
    return firstIndex(this.#places, (place) => place > instant);
  }

  #forget(message: PeriodMessage): void {
    const { providerMessageId } = message;
    if (providerMessageId === null) return;
    const others = this.#byProviderId.get(providerMessageId)?.filter((each) => each !== message) ?? [];
    if (others.length > 0) this.#byProviderId.set(providerMessageId, others);
    else this.#byProviderId.delete(providerMessageId);
  }
}

function copyMessage(message: PeriodMessage): PeriodMessage {
  return {
    sender: copyParty(message.sender),
    content: message.content,
    acceptedTime: message.acceptedTime,
    originatingTime: message.originatingTime,
    providerMessageId: message.providerMessageId,
    isLate: message.isLate,
  };
}
