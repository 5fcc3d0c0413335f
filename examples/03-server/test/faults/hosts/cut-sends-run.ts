import { createSeededRandom } from '@chat-imposter/testing';
import type { Contact, Phone } from '@chat-imposter/testing/whatsapp';
import { HostRig, PATIENCE_MS } from './host-rig.ts';
import { type HostPart, readHostParts } from './read-host-parts.ts';
import { brokenOf } from './tally.ts';

const BOT = 'bot';
const CONTACTS = 8;
/** Of how many messages an answer consists. */
const PARTS = 3;
/** Of ten frames, so many are lost with their connection, */
const LOST = 3;
/** and so many arrive, and their acknowledgement is lost with the connection. */
const UNACKNOWLEDGED = 4;

/** A run of cut connections. */
export interface CutSendsRunOptions {
  cuts: number;
  seed: number;
  /** A folder, which runs may share one after the other. */
  folder: string;
}

/** What came out of it, fit to be printed as one line of JSON. */
export interface CutSendsRunResult {
  /** Connections that were cut after a frame had left and before its acknowledgement, */
  cuts: number;
  /** and those among them whose frame had arrived. */
  cutsAfterArrival: number;
  /** Frames with messages that the host sent, */
  frames: number;
  /** and messages that it had decided to send, */
  decided: number;
  /** and those that the contacts see. */
  visible: number;
  /** Decided messages that are not seen, or seen twice, or seen and not decided. */
  wrong: number;
  /** Ids under which two different texts arrived. */
  changedTexts: number;
  /** Messages that a contact sees before one that was decided before them. */
  disordered: number;
  problems: string[];
}

/**
 * Cuts the connection of a bot again and again after a frame with a message has left and before its acknowledgement
 * comes, while it answers several contacts in several messages each.
 */
export async function runCutSends(options: CutSendsRunOptions): Promise<CutSendsRunResult> {
  const numbers = Array.from({ length: CONTACTS }, (_, index) => `1555115${String(index).padStart(4, '0')}`);
  await using rig = await HostRig.begin({
    ...{ kind: 'imposter', folder: options.folder, userIds: [BOT], numbers, parts: PARTS },
    // What a contact writes while the connection is cut must be answered as well.
    answersOffline: true,
  });
  const contacts = numbers.map((number) => rig.whatsApp.contact({ number, name: `Contact ${number}` }));
  const cutter = new Cutter(rig.phone(BOT), options);
  for (let round = 0; cutter.cuts < options.cuts; round += 1) {
    await Promise.all(
      contacts.map((contact) => askAndHear(contact, `word${round}x${contact.identity.number}`)),
    );
  }
  await rig.isAllConfirmed(BOT);
  await rig.stop();
  return {
    ...cutter.figures,
    ...compare(readHostParts(rig.databasePath), contacts, rig.phone(BOT)),
    problems: [...new Set(rig.failures)],
  };
}

/** Resolves when the contact sees the last part of the answer. */
async function askAndHear(contact: Contact, text: string): Promise<void> {
  await contact.says(text);
  const last = `part${PARTS - 1} ${text}`;
  while (!contact.heard.some((heard) => heard.text === last)) await contact.hears({ timeoutMs: PATIENCE_MS });
}

/** Cuts the connections of the devices of an account at frames that chance chooses. */
class Cutter {
  cuts = 0;
  #afterArrival = 0;
  #frames = 0;

  constructor(phone: Phone, { seed, cuts }: CutSendsRunOptions) {
    const random = createSeededRandom(seed);
    phone.sendTreatment = () => {
      this.#frames += 1;
      const chance = Math.floor(random.fraction() * 10);
      if (this.cuts === cuts || chance >= LOST + UNACKNOWLEDGED) return 'deliver';
      this.cuts += 1;
      if (chance < LOST) {
        phone.disconnect('socket-lost');
        return 'lose';
      }
      this.#afterArrival += 1;
      phone.interruption = { at: 'acknowledgement', with: 'socket-lost' };
      return 'deliver';
    };
  }

  get figures(): Pick<CutSendsRunResult, 'cuts' | 'cutsAfterArrival' | 'frames'> {
    return { cuts: this.cuts, cutsAfterArrival: this.#afterArrival, frames: this.#frames };
  }
}

function compare(
  decided: readonly HostPart[],
  contacts: readonly Contact[],
  phone: Phone,
): Pick<CutSendsRunResult, 'decided' | 'visible' | 'wrong' | 'changedTexts' | 'disordered'> {
  let [wrong, disordered] = [0, 0];
  for (const { id, heard } of contacts) {
    const wanted = decided.filter(({ chat }) => chat === id);
    const seen = heard.map((message) => `${message.id} ${message.text}`);
    for (const [place, { messageId, text }] of wanted.entries()) {
      const name = `${messageId} ${text}`;
      if (seen.filter((each) => each === name).length !== 1) wrong += 1;
      else if (seen.indexOf(name) !== place) disordered += 1;
    }
    wrong += Math.max(0, seen.length - wanted.length);
  }
  const texts = new Map<string, Set<string>>();
  for (const { id, text } of phone.ownCopies) texts.set(id, (texts.get(id) ?? new Set()).add(text));
  return {
    decided: decided.length,
    visible: contacts.reduce((sum, { heard }) => sum + heard.length, 0),
    wrong,
    changedTexts: [...texts.values()].filter(({ size }) => size > 1).length,
    disordered,
  };
}

/** Names the promises that a run broke. */
export function brokenByCutSends(result: CutSendsRunResult): string[] {
  const { decided, visible, wrong, changedTexts, disordered, problems } = result;
  const difference = visible - decided;
  return brokenOf({ difference, wrong, changedTexts, disordered, problems: problems.length });
}
