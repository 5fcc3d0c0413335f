import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from '@chat-imposter/core';
import type { Intake } from '../receiving/intake.ts';
import type { ReceivedMessage } from '../receiving/to-chat-message.ts';
import type { HistoryPart } from './history-part.ts';
import { type HistoryLookups, HistoryPeople } from './history-people.ts';

/** How many messages the core is handed at a time. */
const BATCH = 100;
/** What waits for the core, in characters; about twice as many bytes. */
const MOST_CHARACTERS = 16_000_000;
/** What a message takes beside its text, about. */
const OVERHEAD_CHARACTERS = 500;

interface Waiting {
  people: HistoryPeople;
  messages: ReceivedMessage[];
}

/**
 * Hands the history that the phone tells of to the core, in batches, each in its turn among the messages that come
 * live. The platform does not tell of it again, but it is only a memory of what was said before: what the core refuses
 * waits in memory for the next connection, and what does not fit there, or is left at the end, is lost.
 */
export class HistorySync {
  readonly #intake: Intake;
  readonly #logger: Logger;
  #waiting: Waiting[] = [];
  #characters = 0;
  #isWorking = false;
  #isClosed = false;

  constructor(intake: Intake, logger: Logger) {
    this.#intake = intake;
    this.#logger = logger;
  }

  /** Takes over a part; what it holds is handed over as soon as the core takes it. */
  add(part: HistoryPart, lookups: HistoryLookups): void {
    const messages = part.messages.filter((message) => this.#reserve(message));
    const left = part.messages.length - messages.length;
    if (left > 0)
      this.#logger.warn({ messages: left }, 'there was no room for a part of the history; it is lost');
    if (messages.length > 0) this.#waiting.push({ people: new HistoryPeople(lookups, part), messages });
    this.resume();
  }

  /** Goes on with what the core refused before. */
  resume(): void {
    if (!this.#isWorking && !this.#isClosed) void this.#work();
  }

  /** Hands over nothing any more, but for what is with the core already. */
  close(): void {
    this.#isClosed = true;
    if (!this.#isWorking) this.#giveUp();
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    try {
      for (let [first] = this.#waiting; first && !this.#isClosed; [first] = this.#waiting) {
        await this.#handOverBatchOf(first);
      }
    } catch (error) {
      this.#logger.warn({ err: error, ...this.#left() }, 'the history waits: it could not be handed over');
    } finally {
      this.#isWorking = false;
    }
    if (this.#isClosed) this.#giveUp();
  }

  async #handOverBatchOf({ people, messages }: Waiting): Promise<void> {
    const batch = messages.slice(0, BATCH);
    await people.find(batch);
    await this.#intake.pass(() => ({
      kind: 'messages',
      messages: batch.map((message) => people.messageOf(message)),
    }));
    messages.splice(0, batch.length);
    for (const message of batch) this.#characters -= sizeOf(message);
    if (messages.length === 0) this.#waiting.shift();
    await nextTurn();
  }

  #giveUp(): void {
    const left = this.#left();
    if (left.messages > 0) this.#logger.warn(left, 'a part of the history was not handed over; it is lost');
    this.#waiting = [];
  }

  #reserve(message: ReceivedMessage): boolean {
    const size = sizeOf(message);
    if (this.#characters + size > MOST_CHARACTERS) return false;
    this.#characters += size;
    return true;
  }

  #left(): { messages: number } {
    return { messages: this.#waiting.reduce((sum, { messages }) => sum + messages.length, 0) };
  }
}

function sizeOf({ content, quoted }: ReceivedMessage): number {
  return OVERHEAD_CHARACTERS + content.length + (quoted?.length ?? 0);
}
