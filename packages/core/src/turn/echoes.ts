/** How long the platform may take to show the bot its own message. */
const REMEMBERED_MS = 2 * 60_000;
/** A generation holds at most this many texts. */
const GENERATION = 500;

/** A message that was sent, and when its echo is no longer expected. */
interface Expected {
  messageId: string;
  until: number;
}

/** By chat and text, in the order of sending. */
type Generation = Map<string, Expected[]>;

/**
 * What the bot has just sent, by chat and text: a platform shows it again as if the owner had typed it, and may do so
 * under another id, or before it has told the id. Held in two generations, so that forgetting costs nothing.
 */
export class Echoes {
  #young: Generation | null = null;
  #old: Generation | null = null;
  #bornAt = 0;

  /** The bot is about to send this, for the first time or again. */
  expect(chatId: string, text: string, messageId: string, now: number): void {
    const key = keyOf(chatId, text);
    const young = this.#youngAt(now);
    takeOne(this.#old?.get(key), messageId);
    takeOne(young.get(key), messageId);
    const expected = { messageId, until: now + REMEMBERED_MS };
    const others = young.get(key);
    if (others === undefined) young.set(key, [expected]);
    else others.push(expected);
  }

  /**
   * Whether a message that looks like the owner's is such an echo. Each message that was sent has one: the echo of a
   * message whose id is known uses up what is expected of that one, any other the oldest.
   */
  take(chatId: string, text: string, messageId: string, now: number): boolean {
    const key = keyOf(chatId, text);
    const generations = [this.#old?.get(key), this.#young?.get(key)];
    if (generations.some((expected) => takeOne(expected, messageId))) return true;
    return generations.some((expected) => expected !== undefined && takeOldest(expected, now));
  }

  /** What was sent to one chat was sent to another, which it turned out to be. */
  merge(from: string, into: string): void {
    for (const generation of [this.#old, this.#young]) if (generation !== null) merge(generation, from, into);
  }

  #youngAt(now: number): Generation {
    const young = this.#young;
    if (young !== null && young.size < GENERATION && now - this.#bornAt < REMEMBERED_MS) return young;
    this.#old = young;
    this.#young = new Map();
    this.#bornAt = now;
    return this.#young;
  }
}

function merge(generation: Generation, from: string, into: string): void {
  const prefix = keyOf(from, '');
  for (const [key, expected] of [...generation]) {
    if (!key.startsWith(prefix)) continue;
    const newKey = keyOf(into, key.slice(prefix.length));
    generation.delete(key);
    generation.set(newKey, [...(generation.get(newKey) ?? []), ...expected]);
  }
}

/** Whether this message was expected; it is no more. */
function takeOne(expected: Expected[] | undefined, messageId: string): boolean {
  const position = expected?.findIndex((one) => one.messageId === messageId) ?? -1;
  if (position === -1) return false;
  expected?.splice(position, 1);
  return true;
}

function takeOldest(expected: Expected[], now: number): boolean {
  for (let oldest = expected.shift(); oldest !== undefined; oldest = expected.shift())
    if (oldest.until > now) return true;
  return false;
}

function keyOf(chatId: string, text: string): string {
  return `${chatId}\n${text.trim()}`;
}
