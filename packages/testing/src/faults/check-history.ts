import { type AnswerPart, readAnswerPart } from './answer-text.ts';
import { outOfOrder } from './check-order.ts';
import type { FaultFigures, FaultHistory, StoreContent, StoredTurn, WireEvent } from './history.ts';

/** A turn that was begun this often may be given up. */
const MAX_ATTEMPTS = 3;
/** A part with which the process died this often is given up, and the rest of its answer: told apart, and a promise broken. */
const MAX_SENDS = 5;

/** What else is known of a run. */
export interface CheckOptions {
  /** Messages that an operator cleared or unlinked, or tried to: they may stay without an answer, or with half of one. */
  takenAway?: ReadonlySet<string>;
}

/** Compares the three histories of a run. */
export function checkHistory(
  { sent, stored, wire, calls }: FaultHistory,
  { takenAway = new Set() }: CheckOptions = {},
): FaultFigures {
  const bubbles = visible(wire);
  const replies = repliesByMessage(bubbles);
  const rows = new Map(stored.rows.map((row) => [row.messageId, row]));
  const givenUp = messagesOf(stored, isGivenUp);
  const brokenOff = messagesOf(stored, isBrokenOff);
  const mayEnd = new Set([...takenAway, ...brokenOff]);
  const found = sent.flatMap(({ messageId }) => rows.get(messageId) ?? []);
  const parked = found.filter((row) => row.state === 'parked');
  const disordered = outOfOrder({ sent, stored, wire }, bubbles, mayEnd);
  return {
    sent: sent.length,
    calls: calls.length,
    resent: wire.filter(({ kind }) => kind === 'frame').length - bubbles.length,
    parked: parked.length,
    brokenOff: brokenOff.size,
    lost: sent.length - found.length,
    evicted: found.filter(({ state }) => state === 'evicted').length,
    unanswered: found.filter(({ messageId, state }) => {
      if (state === 'parked' || state === 'evicted') return false;
      if (takenAway.has(messageId) && GONE.has(state)) return false;
      if (brokenOff.has(messageId) && state === 'answered') return false;
      return !(state === 'answered' && isComplete(replies.get(messageId)));
    }).length,
    wronglyParked: parked.filter(({ messageId }) => !givenUp.has(messageId) || replies.has(messageId)).length,
    twice: [...replies.values()].filter(isRepeated).length,
    recordedTwice: stored.rows.length - rows.size,
    disorder: disordered.length,
    disordered,
    sameIdOtherText: otherTexts(wire),
  };
}

/** What may become of a message that was taken away: a turn that had decided is dropped. */
const GONE: ReadonlySet<string> = new Set(['cleared', 'collected', 'answered']);

/** What a receiver sees: each id of a chat once, with the text that came first. */
function visible(wire: readonly WireEvent[]): WireEvent[] {
  const bubbles = new Map<string, WireEvent>();
  for (const event of wire) {
    if (event.kind === 'frame' && !bubbles.has(keyOf(event))) bubbles.set(keyOf(event), event);
  }
  return [...bubbles.values()];
}

function repliesByMessage(bubbles: readonly WireEvent[]): Map<string, AnswerPart[]> {
  const replies = new Map<string, AnswerPart[]>();
  for (const { text } of bubbles) {
    const part = readAnswerPart(text);
    for (const messageId of part.messageIds) {
      const known = replies.get(messageId);
      if (known === undefined) replies.set(messageId, [part]);
      else known.push(part);
    }
  }
  return replies;
}

/** Whether every part of some answer is there. */
function isComplete(replies: readonly AnswerPart[] = []): boolean {
  return replies.some(({ answer, parts }) => {
    const seen = replies.filter((reply) => reply.answer === answer).map((reply) => reply.part);
    return new Set(seen).size === parts;
  });
}

/** Every answer begins with part 1, so that two of them show one part number twice. */
function isRepeated(replies: readonly AnswerPart[]): boolean {
  return new Set(replies.map(({ part }) => part)).size < replies.length;
}

function isGivenUp({ state, attempts }: StoredTurn): boolean {
  return state === 'dead' && attempts >= MAX_ATTEMPTS;
}

function isBrokenOff({ parts }: StoredTurn): boolean {
  return parts.some(({ state, attempts }) => state === 'failed' && attempts >= MAX_SENDS);
}

function messagesOf({ rows, turns }: StoreContent, which: (turn: StoredTurn) => boolean): Set<string> {
  const messageIds = new Map(rows.map((row) => [`${row.chatId} ${row.id}`, row.messageId]));
  const ids = turns.filter(which).flatMap((turn) => turn.ids.map((id) => `${turn.chatId} ${id}`));
  return new Set(ids.flatMap((id) => messageIds.get(id) ?? []));
}

function otherTexts(wire: readonly WireEvent[]): number {
  const texts = new Map<string, string>();
  let others = 0;
  for (const event of wire) {
    const known = texts.get(keyOf(event));
    if (known === undefined) texts.set(keyOf(event), event.text);
    else if (known !== event.text) others += 1;
  }
  return others;
}

function keyOf({ chatId, messageId }: WireEvent): string {
  return `${chatId} ${messageId}`;
}
