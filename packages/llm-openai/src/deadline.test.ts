import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Deadline } from './deadline.ts';

describe('Deadline', () => {
  it('ends with the signal of the caller', () => {
    const caller = new AbortController();
    const deadline = new Deadline(caller.signal, 60_000);
    expect([deadline.signal.aborted, deadline.reason]).toEqual([false, null]);
    caller.abort();
    expect([deadline.signal.aborted, deadline.reason]).toEqual([true, 'caller']);
    deadline.dispose();
  });

  it('has ended when the caller had given up before', () => {
    const deadline = new Deadline(AbortSignal.abort(), 60_000);
    expect([deadline.signal.aborted, deadline.reason]).toEqual([true, 'caller']);
    deadline.dispose();
  });

  it('ends after its time', async () => {
    const deadline = new Deadline(new AbortController().signal, 1);
    await once(deadline.signal, 'abort');
    expect(deadline.reason).toBe('time');
  });

  it('leaves the signal of the caller alone once it is disposed', () => {
    const caller = new AbortController();
    const deadline = new Deadline(caller.signal, 60_000);
    deadline.dispose();
    caller.abort();
    expect(deadline.signal.aborted).toBe(false);
  });
});
