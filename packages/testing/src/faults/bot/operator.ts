import { setTimeout as pause } from 'node:timers/promises';
import type { InterventionOrder, TurnStage } from '../intervention.ts';
import { die } from './die.ts';
import type { RigLink } from './rig-link.ts';

/** Carries out an order on the bot that the operator looks after. */
export type Act = (order: InterventionOrder, chatId: string) => Promise<void>;

/** Steps in at a stage of a turn, beside that turn, and kills its own process in the middle of it or right after. */
export class Operator {
  readonly #link: RigLink;
  readonly #act: Act;
  #order: InterventionOrder | null = null;
  #passagesLeft = 0;
  /** Of the order that is being carried out; null while none is. */
  #sidesLeft: number | null = null;

  constructor(link: RigLink, act: Act) {
    this.#link = link;
    this.#act = act;
    link.on('intervene', ({ order }) => {
      this.#order = order;
      this.#passagesLeft = order.passage;
    });
  }

  /** The turn of a chat has come to a stage. */
  reached(stage: TurnStage | undefined, chatId: string): void {
    if (stage === undefined || this.#order?.stage !== stage || this.#sidesLeft !== null) return;
    this.#passagesLeft -= 1;
    if (this.#passagesLeft === 0) void this.#stepIn(this.#order, chatId);
  }

  /** To be awaited on both sides of each write that only an intervention makes; does not return from the fatal one. */
  async side(): Promise<void> {
    if (this.#sidesLeft === null || this.#order === null) return;
    this.#sidesLeft -= 1;
    if (this.#sidesLeft !== 0) return;
    await pause(this.#order.lingerMs);
    await die();
  }

  async #stepIn(order: InterventionOrder, chatId: string): Promise<void> {
    this.#sidesLeft = order.death;
    try {
      await this.#link.tell({ kind: 'intervenes', chatId });
      await this.#act(order, chatId);
      // What resolved must not die of a write that comes later.
      this.#sidesLeft = -1;
      await this.#link.tell({ kind: 'intervened' });
    } catch (error) {
      await this.#link.tell({ kind: 'failure', message: `${order.action} failed: ${String(error)}` });
    }
    await pause(order.lingerMs);
    await die();
  }
}
