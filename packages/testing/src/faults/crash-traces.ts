import type { CrashPoint } from './crash-point.ts';
import type { FaultHistory, StoredTurn } from './history.ts';

/** What a crash leaves, and what the next life of the bot makes of it, for the chat that was at the crash point. */
interface Traces {
  /** State of the chat's open turn on disk; null when there is none. */
  turn: 'planned' | 'decided' | null;
  /** State of its messages on disk. */
  rows: 'waiting' | 'answered';
  /** Calls to the model that asked about its messages: at the crash, and when all is over. */
  calls: readonly [atCrash: number, later: number];
  /** Frames of the first part that was not acknowledged on disk: at the crash, and when all is over. */
  frames: readonly [atCrash: number, later: number];
}

const TRACES: Readonly<Record<CrashPoint, Traces>> = {
  C3: { turn: null, rows: 'waiting', calls: [0, 1], frames: [0, 0] },
  C4: { turn: 'planned', rows: 'waiting', calls: [1, 2], frames: [0, 0] },
  C5: { turn: 'planned', rows: 'waiting', calls: [1, 2], frames: [0, 0] },
  C6: { turn: 'decided', rows: 'answered', calls: [1, 1], frames: [0, 1] },
  C7: { turn: 'decided', rows: 'answered', calls: [1, 1], frames: [1, 2] },
  C8: { turn: 'decided', rows: 'answered', calls: [1, 1], frames: [1, 2] },
  C9: { turn: 'decided', rows: 'answered', calls: [1, 1], frames: [0, 1] },
};

/** A crash: where, of which chat, what there was right after it, and what went out when the next life was done. */
export interface Crash {
  point: CrashPoint;
  chatId: string;
  atCrash: FaultHistory;
  later: Pick<FaultHistory, 'wire' | 'calls'>;
}

/** How the traces of a crash differ from what they should be, one line each; nothing when all is well. */
export function wrongTraces(crash: Crash): string[] {
  const { point, chatId } = crash;
  const expected: Traces = TRACES[point];
  const found = tracesOf(crash, expected);
  const names = ['turn', 'rows', 'calls', 'frames'] as const;
  return names
    .filter((name) => JSON.stringify(found[name]) !== JSON.stringify(expected[name]))
    .map(
      (name) =>
        `${point} of ${chatId}: ${name} ${JSON.stringify(found[name])}, expected ${JSON.stringify(expected[name])}`,
    )
    .concat(wrongParts(crash));
}

/** The same shape as the expectation; what differs between messages of the turn is listed. */
function tracesOf({ chatId, atCrash, later }: Crash, { rows: expectedState }: Traces) {
  const turn = openTurnOf(chatId, atCrash);
  const rows = atCrash.stored.rows.filter(
    (row) => row.chatId === chatId && (turn?.ids.includes(row.id) ?? row.state === expectedState),
  );
  const messageIds = rows.map((row) => row.messageId);
  const next = turn?.parts.find((part) => part.state === 'ready')?.messageId ?? '';
  return {
    turn: turn?.state ?? null,
    rows: uniform(rows.map((row) => row.state)),
    calls: [
      uniform(messageIds.map((id) => callsAbout(id, atCrash.calls))),
      uniform(messageIds.map((id) => callsAbout(id, later.calls))),
    ],
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

/** The one value that all have, else all of them. */
function uniform<Value>(values: readonly Value[]): Value | Value[] {
  const [first, ...others] = [...new Set(values)];
  return first !== undefined && others.length === 0 ? first : [...values];
}
