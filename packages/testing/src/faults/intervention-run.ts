import { setTimeout as pause } from 'node:timers/promises';
import { checkHistory } from './check-history.ts';
import type { FaultFigures } from './history.ts';
import {
  type Intervention,
  type InterventionOrder,
  interventions,
  SIDES,
  turnStages,
} from './intervention.ts';
import { wrongOutcome } from './intervention-outcome.ts';
import type { BotProcess } from './rig/bot-process.ts';
import { FaultRig, type FaultRigOptions } from './rig/fault-rig.ts';

const CHATS = 5;
/** The turn that is met is one of the first that come to the stage; every chat comes to every stage. */
const LATEST_PASSAGE = 3;
/** As long as an answer of the model takes, and a bit more. */
const LONGEST_LINGER_MS = 30;
/**
 * What a life finds that it should not have is answered before something new comes, which it could join; every other time.
 */
const TAKING_UP_MS = 150;

/** A run of interventions. */
export interface InterventionRunOptions extends Omit<FaultRigOptions, 'chats' | 'parts'> {
  /** How often each action meets each stage of a turn; the moment of death is another one each time. */
  rounds: number;
  /** Default: all. */
  actions?: readonly Intervention[];
}

/** What came out of it, fit to be printed as one line of JSON. */
export interface InterventionRunResult extends FaultFigures {
  seed: number;
  interventions: number;
  /** Those that had resolved when the bot died. */
  resolved: number;
  /** Those after which everything was as it should be. */
  asExpected: number;
  /** What was not, one line each. */
  problems: string[];
  /** What the bots reported. */
  failures: string[];
}

/**
 * Lets an operator clear, unlink and reload a bot in each stage of a turn, kills the bot in the middle of it or right
 * after, and lets the next life finish the work before the next intervention.
 */
export async function runInterventions(options: InterventionRunOptions): Promise<InterventionRunResult> {
  const run = new InterventionRun(options);
  return run.result();
}

class InterventionRun {
  readonly #options: InterventionRunOptions;
  readonly #rig: FaultRig;
  readonly #problems: string[] = [];
  /** What an operator has taken away, perhaps. */
  readonly #takenAway = new Set<string>();
  #version = 'v0';
  #count = 0;
  #resolved = 0;
  #asExpected = 0;

  constructor(options: InterventionRunOptions) {
    this.#options = options;
    this.#rig = new FaultRig({ ...options, chats: CHATS, parts: 'several' });
  }

  async result(): Promise<InterventionRunResult> {
    const { seed, rounds, actions = interventions } = this.#options;
    await this.#rig.warmUp();
    let bot = this.#rig.start();
    for (let round = 0; round < rounds; round += 1) {
      for (const action of actions) {
        for (const [index, stage] of turnStages.entries()) {
          // Every other time it may resolve; the sides of its writes take turns.
          const side = 1 + ((seed + Math.floor(round / 2) + 3 * index) % SIDES[action]);
          const death = round % 2 === 0 ? side : SIDES[action] + 1;
          bot = await this.#interveneOnce(bot, this.#order({ action, stage, death }));
        }
      }
    }
    await bot.stop();
    return {
      seed,
      interventions: this.#count,
      resolved: this.#resolved,
      asExpected: this.#asExpected,
      ...(await this.#figures()),
      problems: this.#problems,
      failures: [...new Set(this.#rig.failures)],
    };
  }

  #order(given: Pick<InterventionOrder, 'action' | 'stage' | 'death'>): InterventionOrder {
    const lingerMs = this.#rig.pick(2) * this.#rig.pick(LONGEST_LINGER_MS);
    this.#count += 1;
    return { ...given, passage: 1 + this.#rig.pick(LATEST_PASSAGE), lingerMs, version: `v${this.#count}` };
  }

  async #interveneOnce(bot: BotProcess, order: InterventionOrder): Promise<BotProcess> {
    await bot.connected;
    const oldVersion = this.#version;
    const firstCall = this.#rig.versions.length;
    const dying = this.#rig.intervene(bot, order);
    for (const chatId of this.#rig.chatIds) this.#writeSome(chatId);
    const { chatId, takenBefore, openBefore, resolvedAt } = await dying;
    const atCrash = await this.#rig.history();
    const chatIds = order.action === 'clear_contact' ? [chatId ?? ''] : this.#rig.chatIds;
    if (order.action !== 'reload') this.#takeAway(chatIds, openBefore);
    else if (resolvedAt !== null || order.death > 1) this.#version = order.version;
    const next = await this.#liveOn(order, chatIds);
    const { calls, wire } = this.#rig.seen();
    const { versions } = this.#rig;
    const later = { calls, wire };
    const problems = wrongOutcome({
      ...{ order, chatIds, takenBefore, resolvedAt, atCrash, later, oldVersion },
      ...{ versions, firstCall },
    });
    if (chatId === null) problems.push(`${order.action}: no turn came to ${order.stage}`);
    const { unsettled } = this.#rig.platform;
    if (unsettled.length > 0)
      problems.push(`${order.action} when ${order.stage}: stuck are ${unsettled.join()}`);
    this.#problems.push(...problems);
    if (problems.length === 0) this.#asExpected += 1;
    if (resolvedAt !== null) this.#resolved += 1;
    return next;
  }

  #writeSome(chatId: string): void {
    for (let count = 1 + this.#rig.pick(2); count > 0; count -= 1) this.#rig.platform.write(chatId);
  }

  /**
   * Whether they are answered or not is the operator's doing; also when the acknowledgement of a last part, for which
   * nobody waited any more, came later, or does not come for one that was sent again.
   */
  #takeAway(chatIds: readonly string[], openBefore: ReadonlySet<string>): void {
    const { sent, inFlight } = this.#rig.platform;
    const messageIds = sent
      .filter(({ chatId }) => chatIds.includes(chatId))
      .map(({ messageId }) => messageId);
    const open = messageIds.filter(
      (messageId) =>
        openBefore.has(messageId) || inFlight.has(messageId) || !this.#rig.platform.isSettled(messageId),
    );
    for (const messageId of open) this.#takenAway.add(messageId);
    this.#rig.platform.writeOff(open);
  }

  /** In each chat a new message is answered, and with that all is over that came before it. */
  async #liveOn({ action }: InterventionOrder, chatIds: readonly string[]): Promise<BotProcess> {
    const next = this.#rig.start(action === 'reload' ? { begins: 'as_stored' } : {});
    await next.connected;
    if (action === 'reload') await this.#rig.quiet();
    else await pause(this.#rig.pick(2) * TAKING_UP_MS);
    for (const chatId of chatIds) this.#rig.platform.write(chatId);
    await this.#rig.quiet();
    return next;
  }

  async #figures(): Promise<FaultFigures> {
    const history = await this.#rig.history();
    return checkHistory(history, { takenAway: this.#takenAway });
  }
}
