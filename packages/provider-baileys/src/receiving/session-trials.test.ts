import { describe, expect, it } from 'vitest';
import { withoutTrials } from './session-trials.ts';

const session = (used: number, state: string) => ({ indexInfo: { used, closed: -1 }, state });
const record = (_sessions: Record<string, unknown>) => ({ _sessions, version: 'v1' });

describe('withoutTrials', () => {
  it('takes back the changes of all sessions that were tried before the one that fitted', () => {
    const before = record({ a: session(1, 'a'), b: session(3, 'b'), c: session(2, 'c') });
    const after = record({ a: session(9, 'a fits'), b: session(3, 'b harmed'), c: session(2, 'c harmed') });
    expect(withoutTrials(before, after)).toEqual(
      record({ a: session(9, 'a fits'), b: session(3, 'b'), c: session(2, 'c') }),
    );
  });

  it('keeps the only change', () => {
    const before = record({ a: session(1, 'a'), b: session(2, 'b') });
    const after = record({ a: session(1, 'a'), b: session(9, 'b fits') });
    expect(withoutTrials(before, after)).toEqual(after);
  });

  it('finds the fitting one when the time has not moved on', () => {
    const before = record({ a: session(5, 'a'), b: session(5, 'b') });
    const after = record({ a: session(5, 'a harmed'), b: session(5, 'b fits') });
    expect(withoutTrials(before, after)).toEqual(record({ a: session(5, 'a'), b: session(5, 'b fits') }));
  });

  it('does not bring back a session that libsignal has dropped', () => {
    const before = record({ a: session(2, 'a'), b: session(1, 'b') });
    const after = record({ b: session(9, 'b fits') });
    expect(withoutTrials(before, after)).toEqual(after);
  });

  it('leaves a form that it does not know as it is', () => {
    expect(withoutTrials({ sessions: [] }, { other: 1 })).toEqual({ other: 1 });
    expect(withoutTrials(undefined, record({}))).toEqual(record({}));
  });
});
