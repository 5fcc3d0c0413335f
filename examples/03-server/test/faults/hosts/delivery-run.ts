import { setTimeout as pause } from 'node:timers/promises';
import { createSeededRandom } from '@chat-imposter/testing';
import type { Contact, Group } from '@chat-imposter/testing/whatsapp';
import { type CommitSide, type EncryptionType, encryptionTypes, type HostKind } from './host-protocol.ts';
import { HostRig, PATIENCE_MS } from './host-rig.ts';
import { brokenOf, countsOf, disorderOf, reasonsOf } from './tally.ts';

/** Messages that follow the one at which the host is stopped. */
const MOST_BEHIND = 2;
const LONGEST_LINGER_MS = 20;

/** A run of interrupted deliveries. */
export interface DeliveryRunOptions {
  host: HostKind;
  /** What happens to the host: it is killed, or its sockets are closed. */
  by: 'kill' | 'cut';
  /** Where it is when that happens: before the keys of a message are durable, or after that. */
  side: CommitSide;
  /** How often, each time with a message of each type of encryption. */
  rounds: number;
  seed: number;
  /** A folder, which runs may share one after the other. */
  folder: string;
}

/** What became of the messages of one type of encryption. */
interface DeliveryFigures {
  /** Deliveries that were interrupted, */
  interrupted: number;
  /** and those among them that are recorded. */
  interruptedRecorded: number;
  /** Messages in all, */
  sent: number;
  /** and those among them that are not recorded, */
  lost: number;
  /** and that are recorded twice. */
  recordedTwice: number;
  /** Messages that the host told WhatsApp it could not read: some it asks the sender's phone for again. */
  refused: number;
}

/** What came out of a run, fit to be printed as one line of JSON. */
export interface DeliveryRunResult extends Record<EncryptionType, DeliveryFigures> {
  host: HostKind;
  /** Messages that were recorded before one that was sent before them in the same chat. */
  disordered: number;
  /** Interrupted messages of the contact that is answered, without an answer, */
  unanswered: number;
  /** and with two. */
  answeredTwice: number;
  /** What the hosts could not decrypt, by reason. */
  undecryptable: Record<string, number>;
  /** What was not as the run needs it, and what the hosts reported. */
  problems: string[];
}

/** A message of a run; all texts are different. */
interface Said {
  type: EncryptionType;
  text: string;
  from: Contact;
  chat: string;
  isInterrupted: boolean;
  id: string;
}

const MEMBER = { number: '15551110002', name: 'Member' };
const FRIEND = { number: '15551110001', name: 'Friend' };

/**
 * Interrupts a host again and again while a message of each type comes in to a bot of its own: the first one of a new
 * contact, one of a contact with whom there is a session, and one in a group; each with up to two more behind it. The
 * bots are linked once, and the same file goes on from life to life.
 */
export async function runDeliveries(options: DeliveryRunOptions): Promise<DeliveryRunResult> {
  const { host: kind, folder } = options;
  await using rig = await HostRig.begin({
    ...{ kind, folder, userIds: encryptionTypes },
    numbers: [FRIEND.number],
  });
  const run = new DeliveryRun(rig, options);
  await run.begin();
  for (let round = 0; round < options.rounds; round += 1) await run.interrupt();
  return await run.end();
}

class DeliveryRun {
  readonly #rig: HostRig;
  readonly #options: DeliveryRunOptions;
  readonly #random;
  readonly #friend: Contact;
  readonly #member: Contact;
  readonly #group: Group;
  readonly #said: Said[] = [];
  readonly #problems: string[] = [];
  #newest: Contact;

  constructor(rig: HostRig, options: DeliveryRunOptions) {
    const { whatsApp } = rig;
    this.#rig = rig;
    this.#options = options;
    this.#random = createSeededRandom(options.seed);
    this.#friend = whatsApp.contact(FRIEND);
    this.#member = whatsApp.contact(MEMBER);
    this.#newest = this.#member;
    this.#group = whatsApp.group({ subject: 'Group', members: [this.#member, rig.phone('skmsg')] });
  }

  /** Makes the bots known to those who have written before. */
  async begin(): Promise<void> {
    await this.#rig.acquaint('msg', this.#friend);
    await this.#rig.isRecorded(await this.#say('skmsg', false));
    await this.#areConfirmed();
  }

  async interrupt(): Promise<void> {
    const { by, side } = this.#options;
    this.#newest = this.#newContact();
    if (by === 'kill') this.#rig.prepare();
    const interrupted = await Promise.all(
      encryptionTypes.map(async (type) => {
        await this.#rig.hold(type, side);
        const text = await this.#say(type, true);
        for (let behind = this.#pick(MOST_BEHIND + 1); behind > 0; behind -= 1) await this.#say(type, false);
        const came = await this.#rig.held(type);
        if (came !== type) this.#problems.push(`${text} came as ${came}, not as ${type}`);
        return text;
      }),
    );
    if (by === 'kill') await this.#kill();
    else await this.#cut();
    await this.#areConfirmed();
    await this.#isAnswered(interrupted[encryptionTypes.indexOf('msg')] ?? '');
  }

  async end(): Promise<DeliveryRunResult> {
    // A session or a key that was harmed shows with the next message.
    for (const type of encryptionTypes) await this.#say(type, false);
    await this.#areConfirmed();
    await this.#rig.stop();
    const rows = this.#rig.rows();
    const count = countsOf(rows.map(({ content }) => content));
    const figures = encryptionTypes.map((type) => [type, figuresOf(type, this.#said, count)] as const);
    const answers = this.#said
      .filter(({ type, isInterrupted }) => type === 'msg' && isInterrupted)
      .map(({ text }) => this.#answersTo(text));
    const isAnswering = this.#options.host === 'imposter';
    return {
      host: this.#options.host,
      ...(Object.fromEntries(figures) as Record<EncryptionType, DeliveryFigures>),
      disordered: disorderOf(
        this.#said,
        rows.map(({ content }) => content),
      ),
      unanswered: isAnswering ? answers.filter((found) => found === 0).length : 0,
      answeredTwice: answers.filter((found) => found > 1).length,
      undecryptable: reasonsOf(this.#rig.undecryptable),
      problems: [...this.#problems, ...new Set(this.#rig.failures)],
    };
  }

  async #kill(): Promise<void> {
    await pause(this.#pick(LONGEST_LINGER_MS));
    await this.#rig.kill();
    await this.#rig.live();
  }

  async #cut(): Promise<void> {
    for (const type of encryptionTypes) {
      const phone = this.#rig.phone(type);
      phone.disconnect('socket-lost');
      await phone.disconnected();
      this.#rig.release(type);
    }
    await this.#rig.connected();
  }

  async #areConfirmed(): Promise<void> {
    for (const type of encryptionTypes) {
      if (!(await this.#rig.isAllConfirmed(type))) this.#problems.push(`a ${type} is not confirmed`);
    }
  }

  /** The contact must have heard from the host since, or its next message would be one of a new session. */
  async #isAnswered(text: string): Promise<void> {
    if (this.#options.host === 'stock') return this.#rig.greet('msg', this.#friend);
    try {
      while (this.#answersTo(text) === 0) await this.#friend.hears({ timeoutMs: PATIENCE_MS });
    } catch {
      this.#problems.push(`${text} was not answered in time`);
    }
  }

  #answersTo(text: string): number {
    return this.#friend.heard.filter((heard) => heard.text.split(' ').includes(text)).length;
  }

  async #say(type: EncryptionType, isInterrupted: boolean): Promise<string> {
    const text = `word${this.#said.length}${this.#random.hex(3)}`;
    const from = { pkmsg: this.#newest, msg: this.#friend, skmsg: this.#member }[type];
    const chat = type === 'skmsg' ? this.#group.id : from.id;
    const said = { type, text, from, chat, isInterrupted, id: '' };
    this.#said.push(said);
    said.id = (await from.says(text, { to: type === 'skmsg' ? this.#group : this.#rig.phone(type) })).id;
    return text;
  }

  #newContact(): Contact {
    const number = `1555112${String(this.#said.length).padStart(4, '0')}`;
    return this.#rig.whatsApp.contact({ number, name: `Contact ${number}` });
  }

  #pick(below: number): number {
    return Math.floor(this.#random.fraction() * below);
  }
}

function figuresOf(
  type: EncryptionType,
  said: readonly Said[],
  count: ReadonlyMap<string, number>,
): DeliveryFigures {
  const sent = said.filter((message) => message.type === type);
  const rowsOf = ({ text }: Said) => count.get(text) ?? 0;
  const interrupted = sent.filter(({ isInterrupted }) => isInterrupted);
  return {
    interrupted: interrupted.length,
    interruptedRecorded: interrupted.filter((message) => rowsOf(message) > 0).length,
    sent: sent.length,
    lost: sent.filter((message) => rowsOf(message) === 0).length,
    recordedTwice: sent.filter((message) => rowsOf(message) > 1).length,
    refused: sent.filter(isRefused).length,
  };
}

function isRefused({ from, id }: Said): boolean {
  return from.receipts.some((receipt) => receipt.id === id && receipt.type?.startsWith('error'));
}

/** Names the promises that a run of our own host broke. */
export function brokenByDeliveries(result: DeliveryRunResult): string[] {
  const { disordered, unanswered, answeredTwice, undecryptable, problems } = result;
  const ofType = encryptionTypes.flatMap((type) => {
    const { lost, recordedTwice, refused } = result[type];
    return Object.entries({ lost, recordedTwice, refused }).map(
      ([name, count]) => [`${type} ${name}`, count] as const,
    );
  });
  return brokenOf({
    ...Object.fromEntries(ofType),
    ...{ disordered, unanswered, answeredTwice },
    undecryptable: Object.keys(undecryptable).length,
    problems: problems.length,
  });
}
