import { createSeededRandom } from '@chat-imposter/testing';
import type { Contact } from '@chat-imposter/testing/whatsapp';
import type { ArrivalMistake, ArrivalPoint } from './arrival-protocol.ts';
import { ArrivalRig } from './arrival-rig.ts';

/** A message before the one that is fatal comes in as often as not. */
const MOST_BEFORE = 2;
const LONGEST_LINGER_MS = 20;
/** How the first messages of a contact are encrypted, and those after it has heard from the bot. */
type EncryptionType = 'pkmsg' | 'msg';

/** A run of deaths at one point. */
export interface ArrivalRunOptions {
  point: ArrivalPoint;
  /** Deaths with each type of encryption. */
  rounds: number;
  /** Default: both. */
  types?: readonly EncryptionType[];
  seed: number;
  /** An empty folder. */
  folder: string;
  mistake?: ArrivalMistake;
}

/** What came out of it, fit to be printed as one line of JSON. */
export interface ArrivalRunResult {
  seed: number;
  point: ArrivalPoint;
  crashes: number;
  /** Crashes after which everything was as it should be. */
  asExpected: number;
  /** Messages of the contacts in all, */
  sent: number;
  /** and those among them without a row, */
  lost: number;
  /** with two rows, */
  recordedTwice: number;
  /** without an answer, */
  unanswered: number;
  /** and with two. */
  twice: number;
  /** What was not as it should be, one line each. */
  problems: string[];
  /** What the bots reported. */
  failures: string[];
}

/**
 * Lets a bot on WhatsApp die again and again while a message comes in, the first one of a new contact and a later one,
 * and looks at what its next life makes of it. What a contact says is one word, and all words differ.
 */
export async function runArrivals(options: ArrivalRunOptions): Promise<ArrivalRunResult> {
  const { point, rounds, folder, mistake, types = ['pkmsg', 'msg'] } = options;
  const deaths = Array.from({ length: rounds }, () => types).flat();
  const numbers = deaths.map((_, index) => `1555111${String(index).padStart(4, '0')}`);
  await using rig = await ArrivalRig.begin({
    folder,
    numbers,
    // What died without a row comes back as offline. The others must be answered without being allowed so.
    answersOffline: point === 'C0',
    ...(mistake === undefined ? {} : { mistake }),
  });
  const run = new ArrivalRun(rig, options);
  for (const [index, type] of deaths.entries()) await run.crash(numbers[index] ?? '', type);
  await rig.stop();
  return run.result();
}

class ArrivalRun {
  readonly #rig: ArrivalRig;
  readonly #options: ArrivalRunOptions;
  readonly #random;
  readonly #problems: string[] = [];
  readonly #said: { contact: Contact; text: string }[] = [];
  #crashes = 0;
  #asExpected = 0;

  constructor(rig: ArrivalRig, options: ArrivalRunOptions) {
    this.#rig = rig;
    this.#options = options;
    this.#random = createSeededRandom(options.seed);
  }

  async crash(number: string, type: EncryptionType): Promise<void> {
    const contact = this.#rig.whatsApp.contact({ number, name: `Contact ${number}` });
    if (type === 'msg') {
      const first = this.#word();
      await this.#say(contact, first);
      await this.#rig.isAnswered(contact, first);
    }
    await this.#crash(contact, type);
  }

  result(): ArrivalRunResult {
    const { seed, point } = this.#options;
    const rows = this.#rig.rows();
    const counts = this.#said.map(({ contact, text }) => ({
      rows: rows.filter(({ content }) => content === text).length,
      answers: this.#rig.answersTo(contact, text).length,
    }));
    return {
      seed,
      point,
      crashes: this.#crashes,
      asExpected: this.#asExpected,
      sent: counts.length,
      lost: counts.filter((count) => count.rows === 0).length,
      recordedTwice: counts.filter((count) => count.rows > 1).length,
      unanswered: counts.filter((count) => count.answers === 0).length,
      twice: counts.filter((count) => count.answers > 1).length,
      failures: [...new Set(this.#rig.failures)],
      problems: this.#problems,
    };
  }

  async #crash(contact: Contact, type: EncryptionType): Promise<void> {
    const { point } = this.#options;
    this.#crashes += 1;
    const fatal = this.#word();
    let id = '';
    await this.#rig.dieAt(point, fatal, this.#pick(LONGEST_LINGER_MS), async () => {
      for (let count = this.#pick(MOST_BEFORE + 1); count > 0; count -= 1)
        await this.#say(contact, this.#word());
      id = await this.#say(contact, fatal);
    });
    const problems = this.#problemsAtDeath(fatal, id, type);
    await this.#rig.live();
    problems.push(...(await this.#problemsOfNextLife(contact, fatal, id)));
    this.#problems.push(...problems.map((problem) => `${point} of ${fatal} as ${type}: ${problem}`));
    if (problems.length === 0) this.#asExpected += 1;
  }

  #problemsAtDeath(text: string, id: string, type: EncryptionType): string[] {
    const { point } = this.#options;
    const found = this.#rig.rows().filter(({ content }) => content === text).length;
    const problems: string[] = [];
    if (found !== (point === 'C0' ? 0 : 1)) problems.push(`has ${found} rows`);
    if (this.#rig.decrypted.at(-1) !== type) problems.push(`came as ${this.#rig.decrypted.at(-1)}`);
    if (!this.#rig.phone.unconfirmed.includes(id)) problems.push('was confirmed before the death');
    return problems;
  }

  async #problemsOfNextLife(contact: Contact, text: string, id: string): Promise<string[]> {
    const problems: string[] = [];
    if (!(await this.#rig.isAnswered(contact, text))) problems.push('was not answered');
    if (!(await this.#rig.isAllConfirmed())) problems.push('is not confirmed');
    const receipts = contact.receipts.filter((receipt) => receipt.id === id);
    const wrong = receipts.filter(({ type }) => type !== undefined && type !== 'inactive');
    if (wrong.length > 0) problems.push(`got the receipts ${JSON.stringify(wrong)}`);
    const next = this.#word();
    await this.#say(contact, next);
    if (!(await this.#rig.isAnswered(contact, next))) problems.push('the next message was not answered');
    return problems;
  }

  async #say(contact: Contact, text: string): Promise<string> {
    this.#said.push({ contact, text });
    return (await contact.says(text)).id;
  }

  #word(): string {
    return `word${this.#said.length + 1}${this.#random.hex(3)}`;
  }

  #pick(below: number): number {
    return Math.floor(this.#random.fraction() * below);
  }
}
