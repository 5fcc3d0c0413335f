import { readAnswerPart } from './answer-text.ts';
import type { CallVersion } from './bot-protocol.ts';
import type { FaultHistory, WireEvent } from './history.ts';
import type { InterventionOrder } from './intervention.ts';

/** A death in the middle of an intervention, or right after it. */
export interface InterruptedIntervention {
  order: InterventionOrder;
  /** The contacts that it is about. */
  chatIds: readonly string[];
  /** The messages that the bot had taken when it began. */
  takenBefore: ReadonlySet<string>;
  /** What had been seen when the operator was told that it is done; null when the bot died before. */
  resolvedAt: { frames: number; calls: number } | null;
  atCrash: FaultHistory;
  /** When the next life had nothing more to do. */
  later: Pick<FaultHistory, 'wire' | 'calls'>;
  /** Of the configuration that was replaced. */
  oldVersion: string;
  /** Of each call to the model. */
  versions: readonly CallVersion[];
  /** The first call that was made since the operator was awaited. */
  firstCall: number;
}

/** What went wrong after an intervention that a death ended, one line each; nothing when all is well. */
export function wrongOutcome(interrupted: InterruptedIntervention): string[] {
  const { order } = interrupted;
  const problems =
    order.action === 'reload' ? mixedConfigurations(interrupted) : answersToWhatIsGone(interrupted);
  const { action, stage, death } = order;
  return problems.map((problem) => `${action} when ${stage}, death ${death}: ${problem}`);
}

/** Frames about messages that the store, or the operator, was told to be gone. */
function answersToWhatIsGone(interrupted: InterruptedIntervention): string[] {
  const { atCrash, resolvedAt, later, takenBefore, chatIds } = interrupted;
  const ofChats = atCrash.stored.rows.filter(({ chatId }) => chatIds.includes(chatId));
  const goneOnDisk = ofChats.filter(({ state }) => state === 'cleared' || state === 'collected');
  const gone = new Set(goneOnDisk.map(({ messageId }) => messageId));
  const onDisk = aboutOnly(gone, later.wire.slice(atCrash.wire.length)).map(
    (text) => `was gone on disk, and yet sent after the death: ${text}`,
  );
  if (resolvedAt === null) return onDisk;
  const taken = ofChats.map(({ messageId }) => messageId).filter((messageId) => takenBefore.has(messageId));
  const afterwards = aboutOnly(new Set(taken), later.wire.slice(resolvedAt.frames));
  return [...onDisk, ...afterwards.map((text) => `was sent after all was done: ${text}`)];
}

/** The texts of frames that answer nothing else: what is queued without being answered may join a newer message. */
function aboutOnly(messageIds: ReadonlySet<string>, wire: readonly WireEvent[]): string[] {
  const frames = wire.filter(({ kind }) => kind === 'frame').map(({ text }) => text);
  return frames.filter((text) => readAnswerPart(text).messageIds.every((id) => messageIds.has(id)));
}

/** Calls with a bit of both configurations, with the old one when the new one was in force, or the other way round. */
function mixedConfigurations(interrupted: InterruptedIntervention): string[] {
  const { order, oldVersion, resolvedAt, atCrash, later, versions, firstCall } = interrupted;
  const diedAt = atCrash.calls.length;
  const isSaved = resolvedAt !== null || order.death > 1;
  const problems: string[] = [];
  for (const [call, { persona, model }] of versions.slice(0, later.calls.length).entries()) {
    if (call < firstCall) continue;
    if (persona !== model) problems.push(`call ${call} had persona ${persona} and model ${model}`);
    const stored = isSaved ? order.version : oldVersion;
    if (call >= diedAt && persona !== stored) problems.push(`call ${call} after the death used ${persona}`);
    if (resolvedAt === null || call < resolvedAt.calls || persona === order.version) continue;
    problems.push(`call ${call} after the reload used ${persona}`);
  }
  return problems;
}
