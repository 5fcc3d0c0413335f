import { describe, expect, it } from 'vitest';
import { MemoryCredentials } from '../testing/memory-credentials.ts';
import { SignalKeys } from './signal-keys.ts';

describe('SignalKeys', () => {
  function started() {
    const store = new MemoryCredentials();
    const failures: unknown[] = [];
    return { store, failures, keys: new SignalKeys(store, (error) => failures.push(error)) };
  }

  it('writes all types of a call in one write, and deletes what is null', async () => {
    const { store, keys } = started();
    store.entries.set('pre-key-1', '{}');
    await keys.set({
      session: { '1.0': Buffer.from([1]) },
      'pre-key': { 1: null },
      'some-new-type': { 'a/b:c+d=': 5 },
    });
    expect(store.writes).toEqual([['session-1.0', 'pre-key-1', 'some-new-type-a/b:c+d=']]);
    expect([...store.entries.keys()].sort()).toEqual(['session-1.0', 'some-new-type-a/b:c+d=']);
  });

  it('gives back what was written, and nothing for ids without a value', async () => {
    const { keys } = started();
    await keys.set({ session: { '1.0': Buffer.from([1, 2]) } });
    expect(await keys.get('session', ['1.0', '2.0'])).toEqual({ '1.0': Buffer.from([1, 2]) });
  });

  it('tells of a failed write before the caller learns of it', async () => {
    const { store, failures, keys } = started();
    store.beforeWrite = () => {
      throw new Error('disk full');
    };
    const told = keys.set({ session: { 1: Buffer.from([1]) } }).catch(() => [...failures]);
    expect(await told).toEqual([new Error('disk full')]);
  });

  it('writes nothing after a failure', async () => {
    const { store, keys } = started();
    store.entries.set('session-1.0', '{"ty');
    await keys.get('session', ['1.0']).catch(() => undefined);
    await expect(keys.set({ session: { '1.0': Buffer.from([1]) } })).rejects.toThrow('over');
    expect(store.entries.get('session-1.0')).toBe('{"ty');
  });

  it('tells of a value that cannot be read', async () => {
    const { store, failures, keys } = started();
    store.entries.set('session-1.0', '{"ty');
    await expect(keys.get('session', ['1.0'])).rejects.toThrow('session-1.0');
    expect(failures).toHaveLength(1);
  });

  it('refuses writes after it was closed, and waits for those before', async () => {
    const { store, failures, keys } = started();
    store.turns = 5;
    const written = keys.set({ session: { 1: Buffer.from([1]) } });
    await keys.close();
    expect(store.entries.size).toBe(1);
    await written;
    await expect(keys.set({ session: { 2: Buffer.from([1]) } })).rejects.toThrow('over');
    expect([store.entries.size, failures]).toEqual([1, []]);
  });
});
