import type { PeriodMessage, TrackedMessage } from '../contracts/tracking-store.ts';
import { copyParty } from '../stored-message.ts';
import { isSameSender } from '../tracking/same-sender.ts';
import { firstIndex } from './first-index.ts';

/** A message of a tracked group, and where it stands. */
export interface PlacedMessage {
  readonly place: number;
  /** Its own time; orders those that stand in one place. */
  readonly time: number;
  readonly message: PeriodMessage;
}

/** The messages of a tracked group in the order in which they stand. A window of them is found by halves. */
export class PlacedMessages {
  readonly #messages: PlacedMessage[] = [];
  readonly #byProviderId = new Map<string, PlacedMessage[]>();

  /** Where the last one stands; -Infinity when there is none. */
  get lastPlace(): number {
    return this.#messages.at(-1)?.place ?? Number.NEGATIVE_INFINITY;
  }

  /** Whether a message came before. */
  isKnown({ providerMessageId, sender }: TrackedMessage): boolean {
    const sameId = providerMessageId === null ? undefined : this.#byProviderId.get(providerMessageId);
    return sameId?.some(({ message }) => isSameSender(message.sender, sender)) ?? false;
  }

  /** Puts a copy of a message where it stands, behind those of the same time. */
  add(given: PlacedMessage): void {
    const { place, time } = given;
    const placed = { place, time, message: copyMessage(given.message) };
    const position = firstIndex(
      this.#messages,
      (other) => other.place > place || (other.place === place && other.time > time),
    );
    this.#messages.splice(position, 0, placed);
    const { providerMessageId } = placed.message;
    if (providerMessageId === null) return;
    const sameId = this.#byProviderId.get(providerMessageId);
    if (sameId) sameId.push(placed);
    else this.#byProviderId.set(providerMessageId, [placed]);
  }

  /** Copies of those after `start`, up to `end`. */
  copyWindow(start: number, end: number): PeriodMessage[] {
    const after = this.#firstAfter(end);
    const copies: PeriodMessage[] = [];
    for (let index = this.#firstAfter(start); index < after; index += 1) {
      copies.push(copyMessage((this.#messages[index] as PlacedMessage).message));
    }
    return copies;
  }

  /** Deletes those after `start`, up to `end`; they are not known any more. */
  deleteWindow(start: number, end: number): void {
    const first = this.#firstAfter(start);
    for (const placed of this.#messages.splice(first, this.#firstAfter(end) - first)) this.#forget(placed);
  }

  #firstAfter(instant: number): number {
    return firstIndex(this.#messages, ({ place }) => place > instant);
  }

  #forget(placed: PlacedMessage): void {
    const { providerMessageId } = placed.message;
    if (providerMessageId === null) return;
    const others = this.#byProviderId.get(providerMessageId)?.filter((each) => each !== placed) ?? [];
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
