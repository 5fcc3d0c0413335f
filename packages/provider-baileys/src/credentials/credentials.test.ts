import { describe, expect, it } from 'vitest';
import { MemoryCredentials } from '../testing/memory-credentials.ts';
import { Credentials } from './credentials.ts';

describe('Credentials', () => {
  it('stores nothing of a link that is not complete', async () => {
    const store = new MemoryCredentials();
    const credentials = await Credentials.load(store);
    credentials.current.me = { id: '15550000001@s.whatsapp.net', name: '~' };
    await credentials.save();
    await credentials.flush();
    expect([credentials.isLinked, store.writes]).toEqual([false, []]);
  });

  it('gives back what it stored', async () => {
    const store = new MemoryCredentials();
    const credentials = await Credentials.load(store);
    credentials.current.account = { details: Buffer.from([1, 2]) };
    await credentials.save();
    const again = await Credentials.load(store);
    expect(again.isLinked).toBe(true);
    expect(again.current.noiseKey).toEqual(credentials.current.noiseKey);
    expect(again.current.account).toEqual({ details: Buffer.from([1, 2]) });
  });

  it('makes other secrets for each new link', async () => {
    const [one, two] = await Promise.all([
      Credentials.load(new MemoryCredentials()),
      Credentials.load(new MemoryCredentials()),
    ]);
    expect(one.current.advSecretKey).not.toBe(two.current.advSecretKey);
  });
});
