import { type AnswerPart, readAnswerPart } from './answer-text.ts';
import type { FaultHistory, WireEvent } from './history.ts';

/** How much of what happened in its chat is told with something that is out of order. */
const TOLD_BEFORE = 12;

/**
 * Rows, bubbles and frames that are out of the order of their chat: one line for each, with what happened before it.
 *
 * @param bubbles what a receiver sees of the wire
 * @param mayEnd messages whose answer may have ended with any of its parts
 */
export function outOfOrder(
  { sent, stored, wire }: Pick<FaultHistory, 'sent' | 'stored' | 'wire'>,
  bubbles: readonly WireEvent[],
  mayEnd: ReadonlySet<string>,
): string[] {
  return [
    ...rowsOutOfOrder({ sent, stored }),
    ...repliesOutOfOrder(bubbles, mayEnd),
    ...framesTooEarly(wire, mayEnd),
  ];
}

/** Rows whose number is not higher than that of an earlier message of their chat. */
function rowsOutOfOrder({ sent, stored }: Pick<FaultHistory, 'sent' | 'stored'>): string[] {
  const ids = new Map(stored.rows.map((row) => [row.messageId, row.id]));
  const highest = new Map<string, number>();
  const lines: string[] = [];
  for (const { chatId, messageId } of sent) {
    const id = ids.get(messageId);
    if (id === undefined) continue;
    const before = highest.get(chatId) ?? 0;
    if (id <= before) lines.push(`row ${id} of ${messageId} comes after row ${before}`);
    highest.set(chatId, Math.max(id, before));
  }
  return lines;
}

/** Bubbles that are neither the next part of the answer before them, nor the first part of an answer to newer messages. */
function repliesOutOfOrder(bubbles: readonly WireEvent[], mayEnd: ReadonlySet<string>): string[] {
  const last = new Map<string, AnswerPart>();
  const lines: string[] = [];
  for (const [index, bubble] of bubbles.entries()) {
    const part = readAnswerPart(bubble.text);
    const before = last.get(bubble.chatId);
    if (before !== undefined && !follows(part, before, isAbout(mayEnd, before)))
      lines.push(`bubble "${bubble.text}" ${inItsPlace(bubbles, index)}`);
    last.set(bubble.chatId, part);
  }
  return lines;
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
function framesTooEarly(wire: readonly WireEvent[], mayEnd: ReadonlySet<string>): string[] {
  const open = new Map<string, Set<string>>();
  const lines: string[] = [];
  for (const [index, { kind, chatId, messageId, text }] of wire.entries()) {
    const ofChat = open.get(chatId) ?? new Set();
    open.set(chatId, ofChat);
    if (kind === 'ack') ofChat.delete(messageId);
    else if (ofChat.size > 0 && !ofChat.has(messageId))
      lines.push(
        `frame "${text}" while ${[...ofChat].join()} was not acknowledged ${inItsPlace(wire, index)}`,
      );
    const mayBeLost = mayEnd.size > 0 && isAbout(mayEnd, readAnswerPart(text));
    if (kind === 'frame' && !mayBeLost) ofChat.add(messageId);
  }
  return lines;
}

/** What happened in the chat of an event before it. */
function inItsPlace(events: readonly WireEvent[], index: number): string {
  const { chatId } = events[index] as WireEvent;
  const before = events.slice(0, index).filter((event) => event.chatId === chatId);
  const told = before
    .slice(-TOLD_BEFORE)
    .map(({ kind, messageId, text }) => `${kind} ${messageId} "${text}"`);
  return `after: ${told.join(', ')}`;
}

function isAbout(messageIds: ReadonlySet<string>, part: AnswerPart): boolean {
  return part.messageIds.every((messageId) => messageIds.has(messageId));
}

/** The place of a message in its chat: ids are `<chat>-<number>`. */
function numberOf(messageId: string): number {
  return Number(messageId.slice(messageId.lastIndexOf('-') + 1));
}
