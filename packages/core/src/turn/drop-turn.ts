import type { Decision, PartUpdate, Turn } from '../contracts/store.ts';
import { nothingToSay } from './decision.ts';

/** How the end of a turn is stored. */
export interface TurnEndWriter {
  decide(decision: Decision): Promise<void>;
  advance(update: PartUpdate): Promise<void>;
}

/**
 * Ends an open turn so that nothing more is decided or sent of it. What was sent stays known under its message id, so
 * that its echo is recognised.
 */
export async function dropTurn(turn: Turn, reason: string, writer: TurnEndWriter): Promise<void> {
  if (turn.state === 'planned') {
    await writer.decide(nothingToSay(turn, reason));
    return;
  }
  const index = turn.parts.findIndex(({ state }) => state === 'ready');
  const part = turn.parts[index];
  if (part === undefined) return;
  const expired = { ...part, state: 'expired' as const, lastError: reason };
  await writer.advance({ turnId: turn.turnId, index, part: expired, isLast: true });
}
