import type { Random } from '@chat-imposter/core';
import { answerText } from '../answer-text.ts';
import type { CallVersion, FromBot, ToBot } from '../bot-protocol.ts';

/** An answer takes at most this long. */
const LONGEST_DELAY_MS = 15;
const MOST_PARTS = 3;

/** How many messages an answer becomes. */
export type PartCount = 'random' | 'several';

/** The language model: answers each call a little later, with the ids of the messages that it was asked to answer. */
export class Model {
  /** For each call, the ids it was asked about. */
  readonly calls: (readonly string[])[] = [];
  /** For each call, the configuration that it was made with. */
  readonly versions: CallVersion[] = [];
  readonly #random: Random;
  readonly #partCount: PartCount;

  constructor(random: Random, partCount: PartCount) {
    this.#random = random;
    this.#partCount = partCount;
  }

  ask(asked: Extract<FromBot, { kind: 'ask' }>, tell: (message: ToBot) => void): void {
    const { call, messageIds, version } = asked;
    const answer = this.calls.push(messageIds);
    this.versions.push(version);
    const text = answerText(answer, this.#parts(), messageIds);
    const delayMs = this.#random.fraction() * LONGEST_DELAY_MS;
    setTimeout(() => tell({ kind: 'answer', call, text }), delayMs);
  }

  #parts(): number {
    const fewest = this.#partCount === 'several' ? 2 : 1;
    return fewest + Math.floor(this.#random.fraction() * (MOST_PARTS + 1 - fewest));
  }
}
