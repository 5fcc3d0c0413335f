import { describe, expect, it } from 'vitest';
import { MemoryCredentials } from '../testing/memory-credentials.ts';
import { DurableText } from './durable-text.ts';

describe('DurableText', () => {
  function started() {
    const store = new MemoryCredentials();
    const state = { value: 0 };
    return { store, state, text: new DurableText(store, 'key', () => String(state.value)) };
  }

  it('never writes twice at a time, and ends with the last value', async () => {
    const { store, state, text } = started();
    let running = 0;
    let most = 0;
    store.beforeWrite = async () => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
    };
    store.turns = 1;
    const saves: Promise<void>[] = [];
    for (let value = 1; value <= 5; value += 1) {
      state.value = value;
      saves.push(text.save());
      if (value % 2) await Promise.resolve();
    }
    await Promise.all(saves);
    expect(most).toBe(1);
    expect(store.entries.get('key')).toBe('5');
  });

  it('writes a change that is made at the very end of a write', async () => {
    const { store, state, text } = started();
    await Promise.all([text.save(), Promise.resolve()]);
    for (let value = 1; value <= 20; value += 1) {
      state.value = value;
      const saved = text.save();
      for (let turn = 0; turn < value; turn += 1) await Promise.resolve();
      state.value = -value;
      await text.save();
      await saved;
      expect(store.entries.get('key')).toBe(String(-value));
    }
  });

  it('tries again what failed', async () => {
    const { store, state, text } = started();
    store.beforeWrite = () => {
      throw new Error('disk full');
    };
    state.value = 7;
    await expect(text.save()).rejects.toThrow('disk full');
    expect(text.isStored).toBe(false);
    store.beforeWrite = () => {};
    await text.flush();
    expect([store.entries.get('key'), text.isStored]).toEqual(['7', true]);
  });

  it('writes nothing when nothing has changed', async () => {
    const { store, text } = started();
    await text.flush();
    await text.save();
    await text.flush();
    expect(store.writes).toHaveLength(1);
  });
});
