/**
 * What an operator does to a bot while it works: take the queue of one contact or of all away (`DELETE queue`), end the
 * link (`DELETE session`), or give it another configuration and reload it.
 */
export type Intervention = (typeof interventions)[number];

/** Every intervention. The first three are crash point `C10`, the last is `C11`. */
export const interventions = ['clear_contact', 'clear_all', 'unlink', 'reload'] as const;

/** How far a turn is when the operator steps in: its plan is stored, the model is asked, its decision is stored, or a part has arrived and another has not. */
export type TurnStage = (typeof turnStages)[number];

/** Every stage of a turn, in order. */
export const turnStages = ['planned', 'asked', 'decided', 'between_parts'] as const;

/** When an operator steps in, and when the bot dies of SIGKILL. */
export interface InterventionOrder {
  action: Intervention;
  stage: TurnStage;
  /** The turn that is met is the one that comes to the stage as so manyth. */
  passage: number;
  /**
   * The writes that the intervention makes have two sides each, before and after; the bot dies at this one, counted
   * from 1, or when the intervention has resolved if that comes first.
   */
  death: number;
  /** How long everything else goes on, while the intervention is held at the side, until the bot dies. */
  lingerMs: number;
  /** Of the new configuration; only with `reload`. */
  version: string;
}

/** How many sides the writes of an intervention have, two each, when the turns of several contacts are ended together. */
export const SIDES: Readonly<Record<Intervention, number>> = {
  // The messages, the turn.
  clear_contact: 4,
  clear_all: 4,
  // The wish to run, the credentials, the messages, the turns, the lease.
  unlink: 10,
  // The document, the lease given back and taken, the wish to run.
  reload: 8,
};
