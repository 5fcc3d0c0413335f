import { initAuthCreds } from '@whiskeysockets/baileys';
import { describe, expect, it } from 'vitest';
import { linkedCredentials } from '../testing/linked-credentials.ts';
import { MemoryCredentials } from '../testing/memory-credentials.ts';
import { Credentials } from './credentials.ts';
import { encodeValue } from './credentials-codec.ts';

const plain = (value: unknown): unknown => JSON.parse(encodeValue(value));

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
    Object.assign(credentials.current, linkedCredentials());
    await credentials.save();
    const again = await Credentials.load(store);
    expect(again.isLinked).toBe(true);
    expect(plain(again.current)).toEqual(plain(credentials.current));
  });

  it('deletes what a pairing code that nobody used left behind, with all keys', async () => {
    const store = new MemoryCredentials();
    const left = {
      ...initAuthCreds(),
      me: { id: '15550000001@s.whatsapp.net', name: '~' },
      pairingCode: 'ABCD1234',
    };
    store.entries.set('creds', encodeValue(left));
    store.entries.set('session-1.0', '{}');
    const credentials = await Credentials.load(store);
    expect([credentials.isLinked, credentials.current.me, store.entries.size]).toEqual([false, undefined, 0]);
  });

  it('forgets the account that a code was asked for, before the next connection', async () => {
    const credentials = await Credentials.load(new MemoryCredentials());
    const { noiseKey } = credentials.current;
    Object.assign(credentials.current, {
      me: { id: '15550000001@s.whatsapp.net', name: '~' },
      pairingCode: 'ABCD1234',
      registered: true,
    });
    credentials.forgetAttempt();
    expect(credentials.current).toMatchObject({ noiseKey, pairingCode: undefined, registered: false });
    expect(credentials.current).not.toHaveProperty('me');
  });

  it('forgets nothing of a link that is complete', async () => {
    const credentials = await Credentials.load(new MemoryCredentials());
    Object.assign(credentials.current, linkedCredentials());
    credentials.forgetAttempt();
    expect(credentials.current.me?.id).toBe('15550000001:2@s.whatsapp.net');
  });

  it('makes other secrets for each new link', async () => {
    const [one, two] = await Promise.all([
      Credentials.load(new MemoryCredentials()),
      Credentials.load(new MemoryCredentials()),
    ]);
    expect(one.current.advSecretKey).not.toBe(two.current.advSecretKey);
  });
});
