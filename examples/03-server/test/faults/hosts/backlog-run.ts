import { createSeededRandom } from '@chat-imposter/testing';
import type { Contact, Group } from '@chat-imposter/testing/whatsapp';
import type { Lag } from './host-protocol.ts';
import { HostRig, PATIENCE_MS } from './host-rig.ts';
import { brokenOf, countsOf, disorderOf, reasonsOf } from './tally.ts';

const BOT = 'bot';
const GROUPS = 4;
/** How many contacts are in a group. */
const MEMBERS = 4;
/** How many messages of a hundred are written in a group; to decrypt one takes six times as long. */
const IN_GROUPS = 12;
/** How long a message may take to be worked off, on a busy machine. */
const MS_PER_MESSAGE = 60;

/** A run with one backlog. */
export interface BacklogRunOptions {
  messages: number;
  contacts: number;
  seed: number;
  /** A folder, which runs may share one after the other. */
  folder: string;
}

/** What came out of it, fit to be printed as one line of JSON. */
export interface BacklogRunResult {
  sent: number;
  /** How many of them were written in groups. */
  inGroups: number;
  /** How many were recorded when the host was killed. */
  recordedAtKill: number;
  /** Messages without a row, */
  lost: number;
  /** and with two rows, */
  recordedTwice: number;
  /** and before whose row there is one of a message that was sent later in the same chat. */
  disordered: number;
  /** How often the model was asked because of the backlog. */
  asked: number;
  /** What the host sent because of it. */
  answers: number;
  /** What the second life of the host could not decrypt. */
  undecryptable: Record<string, number>;
  /** How long the second life took for the rest, in milliseconds. */
  workedOffMs: number;
  /** How long its event loop was busy at a time meanwhile. */
  lag: Lag;
  problems: string[];
}

/**
 * Lets a bot that may answer everybody come back to a large backlog of many contacts and some groups, kills it in the
 * middle of it, and looks at what its next life makes of the rest. The bot does not answer what came while it was away.
 */
export async function runBacklog(options: BacklogRunOptions): Promise<BacklogRunResult> {
  const { seed, folder, contacts: count } = options;
  const random = createSeededRandom(seed);
  const numbers = Array.from({ length: count }, (_, index) => `1555113${String(index).padStart(4, '0')}`);
  await using rig = await HostRig.begin({ kind: 'imposter', folder, userIds: [BOT], numbers });
  const phone = rig.phone(BOT);
  const contacts = numbers.map((number) => rig.whatsApp.contact({ number, name: `Contact ${number}` }));
  // The first ones know the bot, the others write to it for the first time.
  for (const contact of contacts.slice(0, count / 2)) await rig.acquaint(BOT, contact);
  const groups = groupsOf(rig, contacts);
  await rig.stop();

  const [askedBefore, sentBefore, recordedBefore] = [rig.asked, phone.transmitted.length, rig.recorded];
  const sent = await writeBacklog(options, contacts, groups, () => random.fraction());
  rig.prepare();
  await rig.live();
  await rig.hasRecorded(recordedBefore + Math.floor(options.messages * (0.3 + 0.4 * random.fraction())));
  await rig.kill();
  const recordedAtKill = rig.recorded - recordedBefore;

  rig.undecryptable.length = 0;
  const begin = performance.now();
  await rig.live();
  const isConfirmed = await rig.isAllConfirmed(BOT, PATIENCE_MS + options.messages * MS_PER_MESSAGE);
  const workedOffMs = Math.round(performance.now() - begin);
  const lag = await rig.lag();
  await rig.stop();

  const rows = rig.rows().map(({ content }) => content);
  const counts = countsOf(rows);
  const rowsOf = ({ text }: Written) => counts.get(text) ?? 0;
  return {
    sent: sent.length,
    inGroups: sent.filter(({ isInGroup }) => isInGroup).length,
    recordedAtKill,
    lost: sent.filter((message) => rowsOf(message) === 0).length,
    recordedTwice: sent.filter((message) => rowsOf(message) > 1).length,
    disordered: disorderOf(sent, rows),
    asked: rig.asked - askedBefore,
    answers: phone.transmitted.length - sentBefore,
    undecryptable: reasonsOf(rig.undecryptable),
    workedOffMs,
    lag,
    problems: [...(isConfirmed ? [] : ['not all was confirmed in time']), ...new Set(rig.failures)],
  };
}

interface Written {
  text: string;
  chat: string;
  isInGroup: boolean;
}

function groupsOf(rig: HostRig, contacts: readonly Contact[]): Group[] {
  return Array.from({ length: GROUPS }, (_, index) => {
    const members = contacts.slice(index * MEMBERS, (index + 1) * MEMBERS);
    return rig.whatsApp.group({ subject: `Group ${index}`, members: [rig.phone(BOT), ...members] });
  });
}

/** One after the other, so that the server has its turns in between and the order of all is known. */
async function writeBacklog(
  { messages }: BacklogRunOptions,
  contacts: readonly Contact[],
  groups: readonly Group[],
  fraction: () => number,
): Promise<Written[]> {
  const written: Written[] = [];
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(fraction() * items.length)];
  for (let index = 0; index < messages; index += 1) {
    const group = fraction() * 100 < IN_GROUPS ? pick(groups) : undefined;
    const contact = pick(group ? contacts.filter((each) => group.has(each)) : contacts);
    if (!contact) throw new Error('There is nobody who could write.');
    const text = `word${index}`;
    written.push({ text, chat: group?.id ?? contact.id, isInGroup: group !== undefined });
    await contact.says(text, group ? { to: group } : {});
  }
  return written;
}

/** Names the promises that a run broke; how long the event loop was busy is not one of them. */
export function brokenByBacklog(result: BacklogRunResult): string[] {
  const { lost, recordedTwice, disordered, asked, answers, undecryptable, problems } = result;
  return brokenOf({
    ...{ lost, recordedTwice, disordered, asked, answers },
    undecryptable: Object.keys(undecryptable).length,
    problems: problems.length,
  });
}
