/** How long the platform may take to show the bot its own message. */
const REMEMBERED_MS = 2 * 60_000;
/** A generation holds at most this many texts. */
const GENERATION = 500;

/** When each message with a text is no longer expected: by chat and text, and by message id. */
type Generation = Map<string, Map<string, number>>;

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
    this.#old?.get(key)?.delete(messageId);
    const young = this.#youngAt(now);
    const expected = young.get(key) ?? new Map<string, number>();
    young.set(key, expected.set(messageId, now + REMEMBERED_MS));
  }

  /**
   * Whether a message that looks like the owner's is such an echo. Each message that was sent has one: the echo of a
   * message whose id is known uses up what is expected of that one, any other the oldest.
   */
  take(chatId: string, text: string, messageId: string, now: number): boolean {
    const key = keyOf(chatId, text);
    const generations = [this.#old?.get(key), this.#young?.get(key)];
    if (generations.some((expected) => expected?.delete(messageId))) return true;
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
    generation.set(newKey, new Map([...(generation.get(newKey) ?? []), ...expected]));
  }
}

function takeOldest(expected: Map<string, number>, now: number): boolean {
  for (const [messageId, until] of expected) {
    expected.delete(messageId);
    if (until > now) return true;
  }
  return false;
}

function keyOf(chatId: string, text: string): string {
  return `${chatId}\n${text.trim()}`;
}
