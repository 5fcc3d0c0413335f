import { sampleTurn } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import type { Turn } from '../contracts/store.ts';
import { OpenTurns } from './open-turns.ts';

function turn(turnId: string, correspondentId: string, state: Turn['state'], plannedTime: number): Turn {
  return sampleTurn({ turnId, correspondentId, state, plannedTime });
}

/** The ids of the turns of a contact, in the order in which they are dealt with. */
function dealtWith(turns: OpenTurns, correspondentId: string): string[] {
  const ids: string[] = [];
  for (let next = turns.get(correspondentId); next; next = turns.get(correspondentId)) {
    ids.push(next.turnId);
    turns.delete(correspondentId);
  }
  return ids;
}

describe('OpenTurns', () => {
  it('of one contact are sent first, in the order of their planning, and then thought about', () => {
    const turns = new OpenTurns([
      turn('planned', 'ann', 'planned', 1),
      turn('later', 'ann', 'decided', 3),
      turn('sooner', 'ann', 'decided', 2),
      turn('other', 'bob', 'planned', 0),
    ]);
    expect(turns.correspondents()).toEqual(['ann', 'bob']);
    expect(dealtWith(turns, 'ann')).toEqual(['sooner', 'later', 'planned']);
    expect(turns.correspondents()).toEqual(['bob']);
  });

  it('change without losing their place', () => {
    const turns = new OpenTurns([turn('a', 'ann', 'planned', 1)]);
    turns.set(turn('a', 'ann', 'decided', 1));
    expect(turns.get('ann')).toMatchObject({ turnId: 'a', state: 'decided' });
    expect(dealtWith(turns, 'ann')).toEqual(['a']);
  });

  it('go to another contact when they are decided, and end otherwise', () => {
    const turns = new OpenTurns([
      turn('old', '9@lid', 'decided', 1),
      turn('own', 'ann', 'planned', 2),
      turn('lost', '8@lid', 'planned', 3),
    ]);
    turns.merge('9@lid', 'ann');
    turns.merge('8@lid', 'ann');
    turns.merge('nobody', 'ann');
    expect(turns.correspondents()).toEqual(['ann']);
    expect(turns.get('ann')?.correspondentId).toBe('ann');
    expect(dealtWith(turns, 'ann')).toEqual(['old', 'own']);
  });
});
