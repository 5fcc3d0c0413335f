import { samplePart, sampleTurn } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import type { Turn } from '../contracts/store.ts';
import { Suspects } from './suspects.ts';

function suspect(correspondentId: string): Turn {
  return sampleTurn({ turnId: `turn of ${correspondentId}`, correspondentId, attempts: 2 });
}

describe('Suspects', () => {
  it('are turns that were under way twice when the process died', () => {
    const decided = (id: string, attempts: number, state: 'ready' | 'failed' = 'ready') =>
      sampleTurn({ turnId: id, state: 'decided', attempts: 3, parts: [samplePart({ attempts, state })] });
    const left = [
      sampleTurn({ turnId: 'once', attempts: 1 }),
      sampleTurn({ turnId: 'twice', attempts: 2 }),
      decided('sent once', 1),
      decided('sent twice', 2),
      decided('over', 5, 'failed'),
    ];
    const suspects = new Suspects(left, () => {});
    expect(left.filter((turn) => suspects.has(turn)).map(({ turnId }) => turnId)).toEqual([
      'twice',
      'sent twice',
    ]);
  });

  it('go one at a time, and wake those that wait', () => {
    const [ann, ben, cat] = ['ann', 'ben', 'cat'].map(suspect) as [Turn, Turn, Turn];
    const woken: string[] = [];
    const suspects = new Suspects([ann, ben, cat], (contact) => woken.push(contact));
    expect([ann, ben, cat].map((turn) => suspects.enter(turn))).toEqual([true, false, false]);
    suspects.leave();
    expect(woken).toEqual(['ben', 'cat']);
    expect([ben, cat].map((turn) => suspects.enter(turn))).toEqual([true, false]);
  });

  it('wake nobody who does not wait', () => {
    const ann = suspect('ann');
    const woken: string[] = [];
    const suspects = new Suspects([ann], (contact) => woken.push(contact));
    suspects.enter(ann);
    suspects.leave();
    expect([woken, suspects.enter(ann)]).toEqual([[], true]);
  });
});
