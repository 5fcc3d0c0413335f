import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createSeededRandom } from '@chat-imposter/testing';
import { type LlmServer, startLlmServer } from '@chat-imposter/testing/llm';
import { type MongoServer, startMongoServer } from '@chat-imposter/testing/mongodb';
import {
  type Contact,
  type Phone,
  startWhatsAppServer,
  type WhatsAppServer,
} from '@chat-imposter/testing/whatsapp';
import { call, untilStatus } from '../../api-client.ts';
import { readQr } from '../../read-qr.ts';
import { countsOf } from '../hosts/tally.ts';
import { type ServerFault, ServerPair } from './server-pair.ts';

/** A killed server starts again after this long at most; a paused one sleeps longer than its leases at times. */
const LONGEST: Readonly<Record<ServerFault, number>> = { kill: 40_000, pause: 50_000, stop: 5_000 };
const FAULTS: readonly ServerFault[] = ['kill', 'pause', 'stop'];
/** Each contact writes this often: who answers an answer within 3 s, again and again, is taken for a bot. */
const MESSAGE_EVERY_MS = 3_500;
/** Before the next fault, all goes well for this long at most. */
const LONGEST_CALM_MS = 5_000;
/** After a fault every bot answers within this time. */
const UP_MS = 35_000;
/** When nothing more happens after all this, what is missing is lost. */
const REST_MS = 90_000;

/** A run of two servers that share bots. */
export interface SharingRunOptions {
  bots: number;
  /** Faults begin for so long. */
  minutes: number;
  seed: number;
  /** A folder for what the servers keep beside the database. */
  folder: string;
}

/** What came out of it, fit to be printed as one line of JSON. */
export interface SharingRunResult {
  seed: number;
  bots: number;
  faults: Record<ServerFault, number>;
  sent: number;
  /** Messages that nobody answered, */
  unanswered: number;
  /** and that were answered more than once. */
  twice: number;
  /** The longest time after a fault until a bot answered, seconds. */
  slowest: number;
  problems: string[];
}

/**
 * Kills, pauses and stops two servers at random moments, one at a time, while they share bots in one MongoDB and contacts
 * write to these. Every message is to be answered once.
 */
export async function runSharing(options: SharingRunOptions): Promise<SharingRunResult> {
  await using world = await World.begin(options);
  return await world.run();
}

class World implements AsyncDisposable {
  readonly #options: SharingRunOptions;
  readonly #random;
  readonly #whatsApp: WhatsAppServer;
  readonly #mongo: MongoServer;
  readonly #llm: LlmServer;
  readonly #servers: ServerPair;
  readonly #phones: Phone[] = [];
  readonly #contacts: Contact[] = [];
  readonly #said: { word: string; contact: Contact }[] = [];
  readonly #faults: Record<ServerFault, number> = { kill: 0, pause: 0, stop: 0 };
  readonly #problems: string[] = [];
  #slowest = 0;

  private constructor(
    options: SharingRunOptions,
    { whatsApp, mongo, llm }: { whatsApp: WhatsAppServer; mongo: MongoServer; llm: LlmServer },
  ) {
    this.#options = options;
    this.#random = createSeededRandom(options.seed);
    this.#whatsApp = whatsApp;
    this.#mongo = mongo;
    this.#llm = llm;
    this.#servers = new ServerPair({
      DATA_DIR: join(options.folder, 'data'),
      LOG_DIR: join(options.folder, 'log'),
      MONGODB_URL: mongo.url,
      OPENAI_API_KEY: 'none',
      OPENAI_BASE_URL: llm.baseUrl,
      WHATSAPP_WEBSOCKET_URL: whatsApp.url,
    });
  }

  /** With bots that are linked and shared. */
  static async begin(options: SharingRunOptions): Promise<World> {
    const world = new World(options, {
      whatsApp: await startWhatsAppServer({ fewKeys: true }),
      mongo: await startMongoServer(),
      llm: await startLlmServer({ brain: ({ body }) => wordsOf(body.messages.at(-1)?.content ?? '') }),
    });
    await world.#servers.start();
    for (let bot = 0; bot < options.bots; bot += 1) await world.#link(bot);
    return world;
  }

  async run(): Promise<SharingRunResult> {
    let next = 0;
    const writeNext = () => void this.#write(next++ % this.#contacts.length);
    const traffic = setInterval(writeNext, MESSAGE_EVERY_MS / this.#contacts.length);
    const end = performance.now() + this.#options.minutes * 60_000;
    try {
      while (performance.now() < end) await this.#sufferOnce();
    } finally {
      clearInterval(traffic);
    }
    await this.#rest();
    const counts = this.#answers();
    const answered = this.#said.map(({ word }) => counts.get(word) ?? 0);
    const { seed, bots } = this.#options;
    return {
      ...{ seed, bots, faults: this.#faults, sent: answered.length },
      unanswered: answered.filter((count) => count === 0).length,
      twice: answered.filter((count) => count > 1).length,
      slowest: Math.round(this.#slowest / 100) / 10,
      problems: this.#problems,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#servers.end();
    await Promise.all([this.#whatsApp.close(), this.#llm.close(), this.#mongo.close()]);
  }

  async #link(bot: number): Promise<void> {
    const userId = `bot${bot}`;
    const phone = this.#whatsApp.phone({ number: `1555000${1000 + bot}`, name: userId });
    const contact = this.#whatsApp.contact({ number: `1555111${1000 + bot}`, name: `Contact of ${userId}` });
    this.#phones.push(phone);
    this.#contacts.push(contact);
    const url = this.#servers.url(bot % 2);
    await call(url, 'PUT', '/chatbot', documentOf(userId, contact));
    const { qr } = await untilStatus(url, userId, 'linking');
    await phone.scan(readQr(String(qr)));
    await phone.connected({ timeoutMs: 30_000 });
    await untilStatus(url, userId, 'connected');
  }

  /** One fault, and how long it takes until every bot answers what is written right after it. */
  async #sufferOnce(): Promise<void> {
    await pause(this.#random.fraction() * LONGEST_CALM_MS);
    const fault = FAULTS[this.#pick(FAULTS.length)] as ServerFault;
    this.#faults[fault] += 1;
    const since = performance.now();
    const over = this.#servers.suffer(this.#pick(2), fault, this.#random.fraction() * LONGEST[fault]);
    const [late] = await Promise.all([this.#untilUp(since), over]);
    if (late > 0) this.#problems.push(`${late} bots did not answer within ${UP_MS / 1_000} s of a ${fault}`);
  }

  /** Resolves with how many bots did not answer in time. */
  async #untilUp(since: number): Promise<number> {
    const words = await Promise.all(this.#contacts.map((_, index) => this.#write(index)));
    const late = await this.#untilAnswered(words, since + UP_MS);
    this.#slowest = Math.max(this.#slowest, performance.now() - since);
    return late;
  }

  /** Resolves with how many of the words are without an answer, at the latest at the deadline. */
  async #untilAnswered(words: readonly string[], deadline: number): Promise<number> {
    for (;;) {
      const counts = this.#answers();
      const missing = words.filter((word) => !counts.has(word)).length;
      if (missing === 0 || performance.now() > deadline) return missing;
      await pause(100);
    }
  }

  async #rest(): Promise<void> {
    await this.#untilAnswered(
      this.#said.map(({ word }) => word),
      performance.now() + REST_MS,
    );
  }

  async #write(index: number): Promise<string> {
    const [contact, phone] = [this.#contacts[index] as Contact, this.#phones[index] as Phone];
    const word = `word${this.#said.length}`;
    this.#said.push({ word, contact });
    await contact.says(word, { to: phone });
    return word;
  }

  /** How often each word was answered. */
  #answers(): Map<string, number> {
    return countsOf(this.#contacts.flatMap(({ heard }) => heard.flatMap(({ text }) => text.split(' '))));
  }

  #pick(below: number): number {
    return Math.floor(this.#random.fraction() * below);
  }
}

function wordsOf(text: string): string {
  return [...text.matchAll(/\bword\d+\b/g)].join(' ');
}

function documentOf(userId: string, contact: Contact): Record<string, unknown> {
  return {
    user_id: userId,
    respond_to_whitelist: [`+${contact.identity.number}`],
    chat_provider_config: {
      provider_name: 'whatsAppBaileyes',
      provider_config: { process_offline_messages: true },
    },
    llm_provider_config: { provider_name: 'openAi', provider_config: { model: 'words' } },
    queue_config: { max_messages: 1_000, max_characters: 100_000 },
    behavior: { profile: 'instant' },
  };
}

/** Names the promises that a run broke. */
export function brokenBySharing({ unanswered, twice, problems }: SharingRunResult): string[] {
  return Object.entries({ unanswered, twice, problems: problems.length }).flatMap(([name, count]) =>
    count === 0 ? [] : [name],
  );
}
