import { type AnswerPart, readAnswerPart } from './answer-text.ts';
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
    disorder:
      disorderOfRows({ sent, stored }) + disorderOfReplies(bubbles, mayEnd) + framesTooEarly(wire, mayEnd),
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

/** Rows whose number is not higher than that of an earlier message of their chat. */
function disorderOfRows({ sent, stored }: Pick<FaultHistory, 'sent' | 'stored'>): number {
  const ids = new Map(stored.rows.map((row) => [row.messageId, row.id]));
  const highest = new Map<string, number>();
  let disorder = 0;
  for (const { chatId, messageId } of sent) {
    const id = ids.get(messageId);
    if (id === undefined) continue;
    if (id <= (highest.get(chatId) ?? 0)) disorder += 1;
    highest.set(chatId, Math.max(id, highest.get(chatId) ?? 0));
  }
  return disorder;
}

/** Bubbles that are neither the next part of the answer before them, nor the first part of an answer to newer messages. */
function disorderOfReplies(bubbles: readonly WireEvent[], mayEnd: ReadonlySet<string>): number {
  const last = new Map<string, AnswerPart>();
  let disorder = 0;
  for (const { chatId, text } of bubbles) {
    const part = readAnswerPart(text);
    const before = last.get(chatId);
    if (before !== undefined && !follows(part, before, isAbout(mayEnd, before))) disorder += 1;
    last.set(chatId, part);
  }
  return disorder;
}

/** `mayBreakOff`: the answer before may have ended with any of its parts. */
function follows(part: AnswerPart, before: AnswerPart, mayBreakOff: boolean): boolean {
  if (part.answer === before.answer) return part.part === before.part + 1;
  const newestBefore = Math.max(...before.messageIds.map(numberOf));
  return (
    (mayBreakOff || before.part === before.parts) &&
    part.part === 1 &&
    Math.min(...part.messageIds.map(numberOf)) > newestBefore
  );
}

/** Frames under a new id that were sent before everything sent earlier in their chat was acknowledged. */
function framesTooEarly(wire: readonly WireEvent[], mayEnd: ReadonlySet<string>): number {
  const open = new Map<string, Set<string>>();
  let early = 0;
  for (const { kind, chatId, messageId, text } of wire) {
    const ofChat = open.get(chatId) ?? new Set();
    open.set(chatId, ofChat);
    if (kind === 'ack') ofChat.delete(messageId);
    else if (ofChat.size > 0 && !ofChat.has(messageId)) early += 1;
    const mayBeLost = mayEnd.size > 0 && isAbout(mayEnd, readAnswerPart(text));
    if (kind === 'frame' && !mayBeLost) ofChat.add(messageId);
  }
  return early;
}

function isAbout(messageIds: ReadonlySet<string>, part: AnswerPart): boolean {
  return part.messageIds.every((messageId) => messageIds.has(messageId));
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

/** The place of a message in its chat: ids are `<chat>-<number>`. */
function numberOf(messageId: string): number {
  return Number(messageId.slice(messageId.lastIndexOf('-') + 1));
}
