import { describe, expect, it } from 'vitest';
import { SignalKeys } from '../credentials/signal-keys.ts';
import { MemoryCredentials } from '../testing/memory-credentials.ts';
import { DecryptedParts } from './decrypted-parts.ts';

const bytes = (text: string) => Buffer.from(text);

describe('DecryptedParts', () => {
  async function opened(store = new MemoryCredentials()) {
    const parts = await DecryptedParts.load(store);
    const keys = new SignalKeys(store, () => {});
    const decrypt = async (part: string, messageId = part) => {
      const reservation = parts.reserve(bytes(part), messageId);
      await keys.set(reservation.write(bytes(`plain ${part}`)));
      reservation.keep();
    };
    const found = (part: string) => {
      const plaintext = parts.find(bytes(part));
      return plaintext && Buffer.from(plaintext).toString();
    };
    const rows = () => [...store.entries.keys()].filter((key) => key.startsWith('decrypted-part-')).length;
    return { store, parts, keys, decrypt, found, rows };
  }

  it('knows a part that was decrypted, in this process and the next', async () => {
    const first = await opened();
    await first.decrypt('a');
    const second = await opened(first.store);
    expect([first.found('a'), second.found('a'), first.found('b')]).toEqual([
      'plain a',
      'plain a',
      undefined,
    ]);
  });

  it('forgets a part whose transaction failed', async () => {
    const { parts, found } = await opened();
    const reservation = parts.reserve(bytes('a'), 'a');
    reservation.write(bytes('plain a'));
    reservation.release();
    expect(found('a')).toBeUndefined();
  });

  it('deletes what was confirmed with the next write', async () => {
    const { parts, decrypt, found, rows } = await opened();
    await decrypt('a');
    parts.confirm('a');
    expect(rows()).toBe(1);
    await decrypt('b');
    expect([found('a'), found('b'), rows()]).toEqual([undefined, 'plain b', 1]);
  });

  it('deletes what was confirmed when it is tidied', async () => {
    const { parts, keys, decrypt, rows } = await opened();
    await decrypt('a');
    await decrypt('b');
    parts.confirmAll(['a', 'b', 'unknown']);
    const tidy = parts.tidy();
    await keys.set(tidy.rows);
    tidy.done();
    expect([rows(), parts.unconfirmed(), parts.tidy().rows]).toEqual([0, [], {}]);
  });

  it('keeps all parts of a message until the message is confirmed', async () => {
    const { parts, decrypt } = await opened();
    await decrypt('key', 'message');
    await decrypt('text', 'message');
    await decrypt('other');
    parts.confirm('message');
    expect(parts.unconfirmed()).toEqual(['other']);
  });

  it('holds 256 parts at most and gives up the oldest', async () => {
    const { decrypt, found, rows } = await opened();
    for (let part = 0; part < 300; part += 1) await decrypt(`part ${part}`);
    expect(rows()).toBe(256);
    expect([found('part 0'), found('part 43'), found('part 44'), found('part 299')]).toEqual([
      undefined,
      undefined,
      'plain part 44',
      'plain part 299',
    ]);
  });

  it('refuses rows that cannot be read', async () => {
    const store = new MemoryCredentials();
    store.entries.set('decrypted-part-7', '{"hash":5}');
    await expect(opened(store)).rejects.toThrow('decrypted-part-7');
  });
});
