/** A message of the workload. */
export interface WorkloadMessage {
  /** Counts from 0; the text begins with it. */
  id: number;
  contact: string;
  text: string;
  /** False for a stranger, who is not on the whitelist and gets no answer. */
  isAnswered: boolean;
}

/** What the model must be shown at least when it is asked about a message. */
export interface ExpectedContext {
  /** Messages, the one to be answered included and the persona not. */
  messages: number;
  /** Characters of these. */
  characters: number;
}

/** The limits of the default configuration. */
export const LIMITS = {
  max_messages: 10,
  max_characters: 1000,
  max_days: 1,
  max_characters_single_message: 300,
};

export const CONTACTS = 1000;
export const PERSONA = 'You are Dana, a florist in Haifa. You are kind, brief and a little ironic.';

const SHORTEST = 12;
const LONGEST = 420;
/** One message of a stranger after this many of contacts. */
const STRANGER_AFTER = 10;
const SEED = 20261122;

/** Contacts who write in turn, 12 to 420 characters each, the same in every run. */
export class Workload {
  readonly contacts = Array.from(
    { length: CONTACTS },
    (_, index) => `15550${String(index).padStart(6, '0')}`,
  );
  readonly #bodies = bodies();
  readonly #expectedMessages: Uint8Array;
  readonly #expectedCharacters: Uint16Array;

  /** `count`: how many messages there are in all, the strangers' included. */
  constructor(count: number) {
    this.#expectedMessages = new Uint8Array(count);
    this.#expectedCharacters = new Uint16Array(count);
    const conversations = new Map<string, number[]>();
    for (let id = 0; id < count; id++) {
      const message = this.message(id);
      if (message.isAnswered) this.#expect(message, conversations);
    }
  }

  message(id: number): WorkloadMessage {
    const round = STRANGER_AFTER + 1;
    const isAnswered = id % round !== STRANGER_AFTER;
    const answeredBefore = id - Math.floor(id / round);
    const contact = isAnswered ? (this.contacts[answeredBefore % CONTACTS] as string) : `19990${id % 100}`;
    return { id, contact, text: `#${id} ${this.#bodies[id % this.#bodies.length]}`, isAnswered };
  }

  expected(id: number): ExpectedContext {
    return {
      messages: this.#expectedMessages[id] as number,
      characters: this.#expectedCharacters[id] as number,
    };
  }

  /** The rules of the limits once more, without any thought for speed; all texts count a character a unit. */
  #expect({ id, contact, text }: WorkloadMessage, conversations: Map<string, number[]>): void {
    const sizes = conversations.get(contact) ?? [];
    conversations.set(contact, sizes);
    sizes.push(Math.min(text.length, LIMITS.max_characters_single_message));
    const total = () => sizes.reduce((sum, size) => sum + size, 0);
    while (sizes.length > LIMITS.max_messages || total() > LIMITS.max_characters) sizes.shift();
    this.#expectedMessages[id] = sizes.length;
    this.#expectedCharacters[id] = total();
    sizes.push(replyTo(id).length);
  }
}

/** What the model answers to a message. */
export function replyTo(id: number): string {
  return `re #${id}`;
}

const WORDS =
  'could you please tell me when the roses arrive because my sister asked for tulips and we need them on Friday';

function bodies(): string[] {
  const fraction = seededFractions(SEED);
  const words = WORDS.split(' ');
  return Array.from({ length: 997 }, () => {
    const length = SHORTEST + Math.floor(fraction() * (LONGEST - SHORTEST + 1));
    let body = '';
    while (body.length < length) body += `${words[Math.floor(fraction() * words.length)]} `;
    return `${body.slice(0, length - 1)}?`;
  });
}

/** Numbers in [0, 1), always the same (mulberry32). */
function seededFractions(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
