import { ModelCall } from './model-call.ts';
import { Spending } from './spending.ts';

/** Newer input begins a turn again at most this often, */
const MAX_RESTARTS = 2;
/** and not later than this after its first begin: then it decides, and the rest is the next turn. */
const MAX_RESTART_MS = 8_000;

/** A turn that the model is asked about, over all its restarts. */
export class Thought {
  /** When the model was asked first. */
  readonly since: number;
  /** What the calls to the model cost. */
  readonly spending = new Spending();
  #call = new ModelCall();
  #restarts = 0;
  #isSuperseded = false;
  #messageIds: readonly number[] = [];
  #newestId = 0;

  constructor(since: number) {
    this.since = since;
  }

  /** The current call to the model. */
  get call(): ModelCall {
    return this.#call;
  }

  /** Whether newer input has ended the current call. */
  get isSuperseded(): boolean {
    return this.#isSuperseded;
  }

  /** The model is asked, for the first time or again, about the messages with these ids, the newest last. */
  begin(messageIds: readonly number[]): void {
    this.#messageIds = messageIds;
    this.#newestId = messageIds.at(-1) ?? 0;
    if (this.#call.isEnded) this.#call = new ModelCall();
    this.#isSuperseded = false;
  }

  /** Whether the model is asked about a message. */
  isAbout(messageId: number): boolean {
    return this.#messageIds.includes(messageId);
  }

  /** There may be newer input: ends the call if there is, unless that has happened too often or for too long. */
  supersede(newestId: number, now: number): void {
    if (newestId > this.#newestId) this.reconsider(now);
  }

  /** The input has changed: ends the call, unless that has happened too often or for too long. */
  reconsider(now: number): void {
    if (this.#isSuperseded || this.#restarts >= MAX_RESTARTS || now - this.since >= MAX_RESTART_MS) return;
    this.#restarts += 1;
    this.lose();
  }

  /** Some of the input is gone, and must not be answered: ends the call. There is only so much that can go. */
  lose(): void {
    this.#isSuperseded = true;
    this.#call.end();
  }
}
