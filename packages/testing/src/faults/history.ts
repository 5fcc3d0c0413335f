/** A message as the platform gave it to the bot; the id is unique in the whole run. */
export interface SentMessage {
  chatId: string;
  messageId: string;
}

/** A message of a contact as the store has it at the end. */
export interface StoredRow {
  chatId: string;
  /** The number that the store gave it within its chat. */
  id: number;
  messageId: string;
  state: string;
}

/** A turn as the store has it. */
export interface StoredTurn {
  turnId: string;
  chatId: string;
  /** Numbers of {@link StoredRow}s of the same chat. */
  ids: readonly number[];
  state: string;
  attempts: number;
  parts: readonly { messageId: string; text: string; state: string; attempts: number }[];
}

/** Everything in a store that the checks look at, rows in the order of their recording. */
export interface StoreContent {
  rows: readonly StoredRow[];
  turns: readonly StoredTurn[];
}

/** What happened on the wire: a frame that the bot sent, or the platform's acknowledgement of one. */
export interface WireEvent {
  kind: 'frame' | 'ack';
  chatId: string;
  messageId: string;
  text: string;
}

/** The three histories of a run: what was sent in, what the store holds at the end, what went out. */
export interface FaultHistory {
  /** In the order of the platform. */
  sent: readonly SentMessage[];
  stored: StoreContent;
  /** In the order of their happening. */
  wire: readonly WireEvent[];
  /** For each call to the model, the ids of the messages it was asked to answer. */
  calls: readonly (readonly string[])[];
}

/** The figures of a run. A bot that keeps its promises has 0 from `brokenOff` to `sameIdOtherText`. */
export interface FaultFigures {
  sent: number;
  calls: number;
  /** Frames that repeat an id that was on the wire before: safe, because receivers show an id once. */
  resent: number;
  /** Messages given up because their turn died three times: not answered, but visible as parked. */
  parked: number;
  /** Messages whose answer was broken off because the process died five times while it sent one part of it. */
  brokenOff: number;
  /** Messages without a row. */
  lost: number;
  /** Messages that the queue had no room for: its limit is out of reach of a bot that keeps up. */
  evicted: number;
  /** Messages with a row that were not answered completely, and are neither parked, evicted nor broken off. */
  unanswered: number;
  /** Messages that are parked although their turn was not begun three times, or in spite of an answer. */
  wronglyParked: number;
  /** Messages with two visible replies to the same point. */
  twice: number;
  /** Messages with two rows. */
  recordedTwice: number;
  /** Rows, visible replies or frames that are out of the order of their chat. */
  disorder: number;
  /** Each of them, with what happened before it: fault runs meet moments that no seed brings back. */
  disordered: readonly string[];
  /** Frames that repeat an id with another text. */
  sameIdOtherText: number;
}

const promises = [
  'brokenOff',
  'lost',
  'evicted',
  'unanswered',
  'wronglyParked',
  'twice',
  'recordedTwice',
  'disorder',
  'sameIdOtherText',
] as const satisfies readonly (keyof FaultFigures)[];

/** The figures that should be 0 and are not. */
export function brokenPromises(figures: FaultFigures): Partial<FaultFigures> {
  const broken = promises.filter((name) => figures[name] !== 0);
  return Object.fromEntries(broken.map((name) => [name, figures[name]]));
}
