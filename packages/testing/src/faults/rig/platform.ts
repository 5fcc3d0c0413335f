import type { Random } from '@chat-imposter/core';
import { readAnswerPart } from '../answer-text.ts';
import type { FromBot, ToBot } from '../bot-protocol.ts';
import type { SentMessage, WireEvent } from '../history.ts';

/** An acknowledgement takes at most this long. */
const LONGEST_DELAY_MS = 8;

type Tell = (message: ToBot) => void;

/**
 * WhatsApp's part: delivers the messages of each contact in order, again after each reconnect until they are
 * acknowledged, and shows each id of the bot's messages once. It survives the bot.
 */
export class Platform {
  readonly sent: SentMessage[] = [];
  readonly wire: WireEvent[] = [];
  readonly #random: Random;
  readonly #counts = new Map<string, number>();
  /** By delivery, in order; a message is in it once for each time it was delivered and not acknowledged. */
  readonly #unacknowledged = new Map<number, SentMessage>();
  /** Messages that the bot has acknowledged. */
  readonly accepted = new Set<string>();
  /** Messages without a complete and acknowledged answer. */
  readonly #unanswered = new Set<string>();
  /** What each frame is about that was not acknowledged since it was sent last, by its id. */
  readonly #inFlight = new Map<string, readonly string[]>();
  #tell: Tell | null = null;
  #deliveries = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Whether every message was taken and completely answered. */
  get isQuiet(): boolean {
    return this.#unacknowledged.size === 0 && this.#unanswered.size === 0;
  }

  /** The messages that still wait for something, oldest first. */
  get unsettled(): string[] {
    return [
      ...new Set([...this.#unanswered, ...[...this.#unacknowledged.values()].map((each) => each.messageId)]),
    ];
  }

  /**
   * The messages about which a frame waits for its acknowledgement: also those that were completely answered, when the bot
   * died before it heard of that and sent the end of the answer again.
   */
  get inFlight(): Set<string> {
    return new Set([...this.#inFlight.values()].flat());
  }

  /** A contact writes; the message is delivered as often as said, one after the other. */
  write(chatId: string, times = 1): SentMessage {
    const number = (this.#counts.get(chatId) ?? 0) + 1;
    this.#counts.set(chatId, number);
    const message = { chatId, messageId: `${chatId}-${number}` };
    this.sent.push(message);
    this.#unanswered.add(message.messageId);
    for (let time = 0; time < times; time += 1) this.deliver(message);
    return message;
  }

  /** Delivers a message, which may have been delivered before. */
  deliver(message: SentMessage): void {
    const delivery = this.#deliveries++;
    this.#unacknowledged.set(delivery, message);
    this.#tell?.({ kind: 'message', delivery, ...message });
  }

  /** The bot has come: everything that it did not acknowledge is delivered again. */
  connect(tell: Tell): void {
    this.#tell = tell;
    for (const [delivery, message] of this.#unacknowledged) tell({ kind: 'message', delivery, ...message });
  }

  disconnect(): void {
    this.#tell = null;
  }

  /** The bot has taken a delivery. */
  hasTaken({ delivery }: Extract<FromBot, { kind: 'accepted' }>): void {
    const message = this.#unacknowledged.get(delivery);
    if (message !== undefined) this.accepted.add(message.messageId);
    this.#unacknowledged.delete(delivery);
  }

  /** Nobody waits for an answer to these any more. */
  writeOff(messageIds: Iterable<string>): void {
    for (const messageId of messageIds) this.#unanswered.delete(messageId);
  }

  /** Whether a message was completely answered, or written off. */
  isSettled(messageId: string): boolean {
    return !this.#unanswered.has(messageId);
  }

  /** A message of the bot; it is acknowledged a little later, if the bot is still there. */
  receive({ frame, chatId, messageId, text }: Extract<FromBot, { kind: 'send' }>): void {
    this.wire.push({ kind: 'frame', chatId, messageId, text });
    this.#inFlight.set(messageId, readAnswerPart(text).messageIds);
    const tell = this.#tell;
    setTimeout(() => {
      if (tell === null || this.#tell !== tell) return;
      this.wire.push({ kind: 'ack', chatId, messageId, text });
      this.#inFlight.delete(messageId);
      tell({ kind: 'acknowledged', frame });
      this.#note(text);
    }, this.#random.fraction() * LONGEST_DELAY_MS);
  }

  #note(text: string): void {
    const { part, parts, messageIds } = readAnswerPart(text);
    if (part !== parts) return;
    for (const messageId of messageIds) this.#unanswered.delete(messageId);
  }
}
