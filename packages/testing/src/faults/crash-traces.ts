import type { CrashPoint } from './crash-point.ts';
import type { FaultHistory, StoredTurn } from './history.ts';

/** The fewest and the most of something. */
type Range = readonly [least: number, most: number];

/** What a crash leaves, and what the next life of the bot makes of it, for the chat that was at the crash point. */
interface Traces {
  /** State of the chat's open turn on disk; null when there is none. */
  turn: 'planned' | 'decided' | null;
  /** State of its messages on disk. */
  rows: 'waiting' | 'answered';
  /** Calls to the model that asked about each of its messages: before the crash, and after it. */
  calls: readonly [before: Range, after: Range];
  /** Frames of the first part that was not acknowledged on disk: at the crash, and when all is over. */
  frames: readonly [atCrash: number, later: number];
}

const NONE: Range = [0, 0];
/** A turn that died before is begun again, and nothing interrupts it. */
const ONCE: Range = [1, 1];
/** Newer input may let a turn begin twice more. */
const UNTIL_ALL_WAS_SAID: Range = [1, 3];

/** The crash points on the way of an answer; the others are on the way in. */
type AnswerPoint = Exclude<CrashPoint, 'C0' | 'C2'>;

const TRACES: Readonly<Record<AnswerPoint, Traces>> = {
  C3: { turn: null, rows: 'waiting', calls: [NONE, UNTIL_ALL_WAS_SAID], frames: [0, 0] },
  C4: { turn: 'planned', rows: 'waiting', calls: [UNTIL_ALL_WAS_SAID, ONCE], frames: [0, 0] },
  C5: { turn: 'planned', rows: 'waiting', calls: [UNTIL_ALL_WAS_SAID, ONCE], frames: [0, 0] },
  C6: { turn: 'decided', rows: 'answered', calls: [UNTIL_ALL_WAS_SAID, NONE], frames: [0, 1] },
  C7: { turn: 'decided', rows: 'answered', calls: [UNTIL_ALL_WAS_SAID, NONE], frames: [1, 2] },
  C8: { turn: 'decided', rows: 'answered', calls: [UNTIL_ALL_WAS_SAID, NONE], frames: [1, 2] },
  C9: { turn: 'decided', rows: 'answered', calls: [UNTIL_ALL_WAS_SAID, NONE], frames: [0, 1] },
};

/** A crash: where, what there was right after it, and what had gone out when the next life was done. */
export interface Crash {
  point: CrashPoint;
  /** The chat that was at the crash point. */
  chatId: string;
  /** The message that was on its way in; empty at the other crash points. */
  messageId: string;
  atCrash: FaultHistory;
  later: Pick<FaultHistory, 'wire' | 'calls'>;
}

/** How the traces of a crash differ from what they should be, one line each; nothing when all is well. */
export function wrongTraces(crash: Crash): string[] {
  const { point } = crash;
  return point === 'C0' || point === 'C2' ? wrongArrival(crash) : wrongAnswer(crash, point);
}

function wrongAnswer(crash: Crash, point: AnswerPoint): string[] {
  const { chatId } = crash;
  const { turn, rows, calls, frames } = TRACES[point];
  const found = tracesOf(crash, rows);
  const wrong: [name: string, isWrong: boolean, found: unknown, expected: unknown][] = [
    ['turn', found.turn !== turn, found.turn, turn],
    ['rows', found.rows.length === 0 || found.rows.some((state) => state !== rows), found.rows, rows],
    ['calls before', !areWithin(found.before, calls[0]), found.before, calls[0]],
    ['calls after', !areWithin(found.after, calls[1]), found.after, calls[1]],
    ['frames', found.frames.join() !== frames.join(), found.frames, frames],
  ];
  return wrong
    .filter(([, isWrong]) => isWrong)
    .map(
      ([name, , is, should]) =>
        `${point} of ${chatId}: ${name} ${JSON.stringify(is)}, expected ${JSON.stringify(should)}`,
    )
    .concat(wrongParts(crash));
}

function wrongArrival({ point, messageId, atCrash, later }: Crash): string[] {
  const states = atCrash.stored.rows.filter((row) => row.messageId === messageId).map(({ state }) => state);
  const expected = point === 'C0' ? '' : 'waiting';
  const asked = callsAbout(messageId, later.calls) - callsAbout(messageId, atCrash.calls);
  const wrong: string[] = [];
  if (states.join() !== expected) wrong.push(`rows "${states.join()}", expected "${expected}"`);
  if (!areWithin([asked], UNTIL_ALL_WAS_SAID)) wrong.push(`calls after ${asked}, expected 1 to 3`);
  return wrong.map((problem) => `${point} of ${messageId}: ${problem}`);
}

/** What differs between messages of the turn is listed. */
function tracesOf({ chatId, atCrash, later }: Crash, expectedState: string) {
  const turn = openTurnOf(chatId, atCrash);
  const rows = atCrash.stored.rows.filter(
    (row) => row.chatId === chatId && (turn?.ids.includes(row.id) ?? row.state === expectedState),
  );
  const before = rows.map(({ messageId }) => callsAbout(messageId, atCrash.calls));
  const after = rows.map(({ messageId }, index) => callsAbout(messageId, later.calls) - (before[index] ?? 0));
  const next = turn?.parts.find((part) => part.state === 'ready')?.messageId ?? '';
  return {
    turn: turn?.state ?? null,
    rows: rows.map((row) => row.state),
    before,
    after,
    frames: [framesOf(next, atCrash.wire), framesOf(next, later.wire)],
  };
}

/** Parts that were not sent as they were decided, and those sent again although that they had arrived was on disk. */
function wrongParts({ point, chatId, atCrash, later }: Crash): string[] {
  const parts = openTurnOf(chatId, atCrash)?.parts ?? [];
  const texts = new Map(later.wire.map(({ messageId, text }) => [messageId, text]));
  const acknowledged = parts.filter((part) => part.state === 'acked').map((part) => part.messageId);
  const changed = parts
    .filter(({ messageId, text }) => texts.get(messageId) !== text)
    .map(({ messageId }) => `part ${messageId} was not sent as it was decided`);
  const repeated = acknowledged
    .filter((messageId) => framesOf(messageId, later.wire) !== framesOf(messageId, atCrash.wire))
    .map((messageId) => `part ${messageId} was sent again after its acknowledgement`);
  const between = point === 'C9' && acknowledged.length === 0 ? ['no part was acknowledged'] : [];
  return [...changed, ...repeated, ...between].map((problem) => `${point} of ${chatId}: ${problem}`);
}

function openTurnOf(chatId: string, { stored }: FaultHistory): StoredTurn | undefined {
  return stored.turns.find(
    (turn) => turn.chatId === chatId && (turn.state === 'planned' || turn.state === 'decided'),
  );
}

function callsAbout(messageId: string, calls: FaultHistory['calls']): number {
  return calls.filter((messageIds) => messageIds.includes(messageId)).length;
}

function framesOf(messageId: string, wire: FaultHistory['wire']): number {
  return wire.filter((event) => event.kind === 'frame' && event.messageId === messageId).length;
}

function areWithin(counts: readonly number[], [least, most]: Range): boolean {
  return counts.every((count) => count >= least && count <= most);
}
