import { setTimeout as pause } from 'node:timers/promises';
import { createSeededRandom } from '@chat-imposter/testing';
import type { Contact, Group } from '@chat-imposter/testing/whatsapp';
import { HostRig, PATIENCE_MS } from './host-rig.ts';
import { brokenOf, countsOf, disorderOf, reasonsOf } from './tally.ts';

const BOT = 'bot';
const CONTACTS = 20;
/** How many of the contacts are answered, so that keys change in both directions. */
const ANSWERED = 4;
const MESSAGES_PER_SECOND = 100;
/** How many messages of a hundred are written in the group. */
const IN_GROUP = 10;
/** How long a host is at work, at most, before it is killed. */
const LONGEST_WORK_MS = 300;
const WAITING_MS = 120_000;

/** A run of kills under load. */
export interface LoadRunOptions {
  kills: number;
  seed: number;
  /** A folder, which runs may share one after the other. */
  folder: string;
}

/** What came out of it, fit to be printed as one line of JSON. */
export interface LoadRunResult {
  kills: number;
  sent: number;
  /** Messages without a row, */
  lost: number;
  /** and with two rows, */
  recordedTwice: number;
  /** and before whose row there is one of a message that was sent later in the same chat. */
  disordered: number;
  /** Messages that the host told WhatsApp it could not read. */
  refused: number;
  /** What hosts could not decrypt, by reason. */
  undecryptable: Record<string, number>;
  /** Messages that an answered contact saw. */
  answers: number;
  /** Contacts that could not read, at the end, what a host wrote to them. */
  unreadable: number;
  /**
   * What the hosts reported, by reason: a turn that three deaths in a row interrupted is parked, and a part of an answer
   * with which the process died five times is given up. That is no broken promise.
   */
  reported: Record<string, number>;
  problems: string[];
}

/** Kills a bot again and again at random moments while contacts write to it, {@link MESSAGES_PER_SECOND} in all. */
export async function runLoad(options: LoadRunOptions): Promise<LoadRunResult> {
  const numbers = Array.from({ length: CONTACTS }, (_, index) => `1555114${String(index).padStart(4, '0')}`);
  await using rig = await HostRig.begin({
    ...{ kind: 'imposter', folder: options.folder, userIds: [BOT] },
    numbers: numbers.slice(0, ANSWERED),
    answersOffline: true,
  });
  const run = new LoadRun(rig, options, numbers);
  await run.begin();
  for (let kill = 0; kill < options.kills; kill += 1) await run.kill();
  return await run.end();
}

class LoadRun {
  readonly #rig: HostRig;
  readonly #options: LoadRunOptions;
  readonly #random;
  readonly #contacts: readonly Contact[];
  readonly #group: Group;
  readonly #said: { text: string; chat: string; from: Contact; id: string }[] = [];
  readonly #problems: string[] = [];

  constructor(rig: HostRig, options: LoadRunOptions, numbers: readonly string[]) {
    this.#rig = rig;
    this.#options = options;
    this.#random = createSeededRandom(options.seed);
    this.#contacts = numbers.map((number) => rig.whatsApp.contact({ number, name: `Contact ${number}` }));
    this.#group = rig.whatsApp.group({ subject: 'Group', members: [rig.phone(BOT), ...this.#contacts] });
  }

  async begin(): Promise<void> {
    for (const contact of this.#answered) await this.#rig.acquaint(BOT, contact);
  }

  async kill(): Promise<void> {
    this.#rig.prepare();
    const before = this.#rig.recorded;
    const isOver = Promise.withResolvers<void>();
    const writing = this.#write(isOver.promise);
    await this.#rig.hasRecorded(before + 1);
    await pause(this.#random.fraction() * LONGEST_WORK_MS);
    await this.#rig.kill();
    isOver.resolve();
    await writing;
    await this.#rig.live();
  }

  async end(): Promise<LoadRunResult> {
    if (!(await this.#rig.isAllConfirmed(BOT, WAITING_MS))) this.#problems.push('not all is confirmed');
    const unreadable = await this.#askAll();
    await this.#rig.stop();
    const rows = this.#rig.rows().map(({ content }) => content);
    const counts = countsOf(rows);
    const found = this.#said.map(({ text }) => counts.get(text) ?? 0);
    const refused = this.#contacts.flatMap(({ receipts }) =>
      receipts.filter(({ type }) => type?.startsWith('error')),
    );
    return {
      kills: this.#options.kills,
      sent: found.length,
      lost: found.filter((count) => count === 0).length,
      recordedTwice: found.filter((count) => count > 1).length,
      disordered: disorderOf(this.#said, rows),
      refused: refused.length,
      undecryptable: reasonsOf(this.#rig.undecryptable),
      answers: this.#answered.reduce((sum, { heard }) => sum + heard.length, 0),
      unreadable,
      reported: reasonsOf(this.#rig.failures),
      problems: this.#problems,
    };
  }

  get #answered(): readonly Contact[] {
    return this.#contacts.slice(0, ANSWERED);
  }

  /** Writes at the chosen rate until the promise has resolved. */
  async #write(isOver: Promise<void>): Promise<void> {
    let isWriting = true;
    void isOver.then(() => {
      isWriting = false;
    });
    while (isWriting) {
      await this.#say();
      await pause(1_000 / MESSAGES_PER_SECOND);
    }
  }

  async #say(): Promise<void> {
    const from = this.#pick(this.#contacts);
    const isInGroup = this.#random.fraction() * 100 < IN_GROUP;
    const text = `word${this.#said.length}`;
    const said = { text, chat: isInGroup ? this.#group.id : from.id, from, id: '' };
    this.#said.push(said);
    said.id = (await from.says(text, isInGroup ? { to: this.#group } : {})).id;
  }

  /** A session that was harmed shows with the next message. Resolves with how many contacts saw no answer to it. */
  async #askAll(): Promise<number> {
    const asked = await Promise.all(
      this.#answered.map(async (contact) => {
        const text = `last${contact.identity.number}`;
        this.#said.push({ text, chat: contact.id, from: contact, id: '' });
        await contact.says(text);
        try {
          while (!contact.heard.some((heard) => heard.text.split(' ').includes(text)))
            await contact.hears({ timeoutMs: PATIENCE_MS });
          return true;
        } catch {
          return false;
        }
      }),
    );
    return asked.filter((isAnswered) => !isAnswered).length;
  }

  #pick<Item>(items: readonly Item[]): Item {
    return items[Math.floor(this.#random.fraction() * items.length)] as Item;
  }
}

/** Names the promises that a run broke. */
export function brokenByLoad(result: LoadRunResult): string[] {
  const { lost, recordedTwice, disordered, refused, unreadable, undecryptable, problems } = result;
  return brokenOf({
    ...{ lost, recordedTwice, disordered, refused, unreadable },
    undecryptable: Object.keys(undecryptable).length,
    problems: problems.length,
  });
}
