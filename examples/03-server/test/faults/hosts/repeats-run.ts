import { DatabaseSync } from 'node:sqlite';
import type { Contact } from '@chat-imposter/testing/whatsapp';
import { HostRig } from './host-rig.ts';
import { brokenOf, countsOf } from './tally.ts';

const BOT = 'bot';
const PATIENCE_MS = 120_000;
/** A later message is decrypted anew each time, with all sessions that there are: more often than this takes long. */
const MOST_LATER = 3;

/** A run with repeated deliveries. */
export interface RepeatsRunOptions {
  /**
   * How often the first message of a contact is delivered: live, and as often again to the next life of the bot. There is
   * a contact for each of the numbers, whose second message is delivered as often, but not more than three times.
   */
  times: readonly number[];
  /** A folder, which runs may share one after the other. */
  folder: string;
}

/** What became of one message. */
interface RepeatedMessage {
  /** How often it was delivered. */
  deliveries: number;
  rows: number;
  answers: number;
}

/** What came out of a run, fit to be printed as one line of JSON. */
export interface RepeatsRunResult {
  /** Messages that were delivered again and again. */
  repeated: RepeatedMessage[];
  /** One that the bot could not decrypt at first, delivered again after that, and how often the bot refused it. */
  undecryptableFirst: RepeatedMessage & { refusals: number };
  /** Rows of two messages with the same id, by two members of a group. */
  rowsOfSameId: number;
  /** Messages of contacts that are to be answered, */
  answerable: number;
  /** and how often the model was asked. */
  asked: number;
  problems: string[];
}

/** Delivers messages to a bot more often than once, live and after its process was killed. */
export async function runRepeats({ times, folder }: RepeatsRunOptions): Promise<RepeatsRunResult> {
  const numbers = [...times, 0].map((_, index) => `155511600${String(index).padStart(2, '0')}`);
  await using rig = await HostRig.begin({ kind: 'imposter', folder, userIds: [BOT], numbers });
  const run = new RepeatsRun(rig, numbers);
  for (const [index, count] of times.entries()) {
    await run.repeatLive(index, count);
    await run.repeatLive(index, Math.min(count, MOST_LATER));
  }
  await run.sayUnderOneId();
  await rig.kill();
  await rig.live();
  await run.repeatAll();
  await run.sayUndecryptable();
  await rig.kill();
  await rig.live();
  await run.repeatUndecryptable();
  await rig.stop();
  return run.result();
}

interface Said {
  from: Contact;
  text: string;
  id: string;
  /** How often it was delivered before the kill. */
  count: number;
}

class RepeatsRun {
  readonly #rig: HostRig;
  readonly #contacts: readonly Contact[];
  readonly #repeated: Said[] = [];
  #undecryptable: Said | null = null;
  #said = 0;

  constructor(rig: HostRig, numbers: readonly string[]) {
    this.#rig = rig;
    this.#contacts = numbers.map((number) => rig.whatsApp.contact({ number, name: number }));
  }

  async repeatLive(index: number, count: number): Promise<void> {
    const said = await this.#say(this.#contact(index), count);
    this.#repeated.push(said);
    await this.#repeat(said, count - 1);
  }

  async sayUnderOneId(): Promise<void> {
    const [ann, bob] = [this.#contact(0), this.#contact(1)];
    const to = this.#rig.whatsApp.group({ subject: 'Group', members: [this.#rig.phone(BOT), ann, bob] });
    for (const member of [ann, bob]) await member.says('same-id', { id: 'SAMEID', to });
    await this.#rig.phone(BOT).confirmed({ timeoutMs: PATIENCE_MS });
  }

  async repeatAll(): Promise<void> {
    for (const said of this.#repeated) await this.#repeat(said, said.count);
  }

  /** Leaves the bot without what it needs to decrypt the next message of a contact. */
  async sayUndecryptable(): Promise<void> {
    const contact = this.#contact(0);
    await this.#rig.stop();
    forgetSession(this.#rig.databasePath, contact);
    await this.#rig.live();
    this.#undecryptable = await this.#say(contact, 1);
  }

  async repeatUndecryptable(): Promise<void> {
    if (this.#undecryptable) await this.#repeat(this.#undecryptable, 1);
    // An answer too many would come before those to these.
    for (const contact of this.#contacts) await this.#say(contact, 1);
  }

  result(): RepeatsRunResult {
    const rows = countsOf(this.#rig.rows().map(({ content }) => content));
    const became = (said: Said, deliveries: number) => ({
      deliveries,
      rows: rows.get(said.text) ?? 0,
      answers: answersTo(said.from, said.text),
    });
    const undecryptable = this.#undecryptable;
    if (!undecryptable) throw new Error('Nothing was undecryptable.');
    const refusals = undecryptable.from.receipts.filter(
      ({ id, type }) => id === undecryptable.id && type?.startsWith('error'),
    );
    return {
      repeated: this.#repeated.map((said) => became(said, 2 * said.count)),
      undecryptableFirst: { ...became(undecryptable, 2), refusals: refusals.length },
      rowsOfSameId: rows.get('same-id') ?? 0,
      answerable: this.#said,
      asked: this.#rig.asked,
      problems: [...new Set(this.#rig.failures)],
    };
  }

  /** Resolves when it was answered. */
  async #say(from: Contact, count: number): Promise<Said> {
    this.#said += 1;
    const text = `word${this.#said}`;
    const { id } = await from.says(text);
    while (answersTo(from, text) === 0) await from.hears({ timeoutMs: PATIENCE_MS });
    return { from, text, id, count };
  }

  async #repeat({ id }: Said, count: number): Promise<void> {
    const phone = this.#rig.phone(BOT);
    for (let time = 0; time < count; time += 1) phone.repeats(id);
    await phone.confirmed({ timeoutMs: PATIENCE_MS });
  }

  #contact(index: number): Contact {
    const contact = this.#contacts[index];
    if (!contact) throw new Error(`There is no contact ${index}.`);
    return contact;
  }
}

function answersTo(contact: Contact, text: string): number {
  return contact.heard.filter((heard) => heard.text.split(' ').includes(text)).length;
}

/** Takes the session with a contact from the file of a bot; only while no process has it. */
function forgetSession(path: string, { identity }: Contact): void {
  const connection = new DatabaseSync(path);
  const key = `session-${identity.lid}_1.0`;
  const { changes } = connection.prepare(`DELETE FROM credentials WHERE key = ?`).run(key);
  connection.close();
  if (changes !== 1) throw new Error(`There is no ${key}.`);
}

/** Names the promises that a run broke. */
export function brokenByRepeats(result: RepeatsRunResult): string[] {
  const { repeated, undecryptableFirst, rowsOfSameId, answerable, asked, problems } = result;
  const messages = [...repeated, undecryptableFirst];
  return brokenOf({
    recordedWrongly: messages.filter(({ rows }) => rows !== 1).length,
    answeredWrongly: messages.filter(({ answers }) => answers !== 1).length,
    missingOfSameId: 2 - rowsOfSameId,
    askedTooOften: asked - answerable,
    // The case that the run is for must have come about.
    decryptableFirst: undecryptableFirst.refusals > 0 ? 0 : 1,
    problems: problems.length,
  });
}
