import { similarity } from './similarity.ts';

/** A message that comes sooner after our own last one has a bot's rhythm. */
const QUICK_MS = 3_000;
/** So many answers in a row to quick messages are a loop, */
const ANSWERS_IN_A_ROW = 10;
/** or so many to messages that are nearly the same. */
const ALIKE_ANSWERS = 3;
const ALIKE = 0.9;
const MUTED_MS = 10 * 60_000;

/** Pictures and the like all look the same here, and people send many of them in a row. */
const PLACEHOLDER = '[User sent a non-text message:';

/** A message of a contact. */
interface Heard {
  /** In a group its members take turns, a bot does not. */
  senderId: string;
  text: string;
}

/** What was last exchanged with a contact. */
interface Exchange {
  spokeAt: number;
  /** What came quickly after our last message and is not answered so far. */
  quick: Heard | null;
  /** What we answered in a row, all of it quick and of one sender. */
  answered: Heard[];
  mutedUntil: number;
}

/** Keeps the bot from answering another bot for ever: who keeps answering at a bot's rhythm is not answered for a while. */
export class LoopGuard {
  readonly #exchanges = new Map<string, Exchange>();

  isMuted(correspondentId: string, now: number): boolean {
    return (this.#exchanges.get(correspondentId)?.mutedUntil ?? 0) > now;
  }

  /** A contact, or a member of a group, wrote. */
  heard(correspondentId: string, message: Heard, now: number): void {
    const exchange = this.#exchanges.get(correspondentId);
    if (exchange === undefined || exchange.mutedUntil > now) return;
    if (now - exchange.spokeAt < QUICK_MS) exchange.quick = message;
    else this.#exchanges.delete(correspondentId);
  }

  /** A message of the bot is on its way to the contact, or was acknowledged. */
  spoke(correspondentId: string, now: number): void {
    this.#exchangeWith(correspondentId).spokeAt = now;
  }

  /** The bot has answered. True when that was one answer too many: the contact is muted from now on. */
  answered(correspondentId: string, now: number): boolean {
    const exchange = this.#exchangeWith(correspondentId);
    exchange.answered = inARow(exchange.answered, exchange.quick);
    exchange.quick = null;
    if (!isLoop(exchange.answered)) return false;
    exchange.answered = [];
    exchange.mutedUntil = now + MUTED_MS;
    return true;
  }

  #exchangeWith(correspondentId: string): Exchange {
    const known = this.#exchanges.get(correspondentId);
    if (known !== undefined) return known;
    const exchange = { spokeAt: Number.NEGATIVE_INFINITY, quick: null, answered: [], mutedUntil: 0 };
    this.#exchanges.set(correspondentId, exchange);
    return exchange;
  }
}

function inARow(answered: readonly Heard[], quick: Heard | null): Heard[] {
  if (quick === null) return [];
  const isSameSender = answered.at(-1)?.senderId === quick.senderId;
  return isSameSender ? [...answered, quick] : [quick];
}

/** The messages before the newest were no loop. */
function isLoop(messages: readonly Heard[]): boolean {
  if (messages.length >= ANSWERS_IN_A_ROW) return true;
  const newest = messages.at(-1)?.text;
  if (newest === undefined || messages.length < ALIKE_ANSWERS || newest.startsWith(PLACEHOLDER)) return false;
  return messages.filter(({ text }) => similarity(text, newest) >= ALIKE).length >= ALIKE_ANSWERS;
}
