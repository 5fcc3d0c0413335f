import type { CredentialStore } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import type { StoreConformanceOptions } from './options.ts';
import { USER_ID, useStore } from './store-subject.ts';

const OWN = ['anna', 'provider'] as const;
/** What a search by prefix, by pattern or by a joined key would take for the same. */
const OTHERS = [
  ['anna', 'provider-2'],
  ['anna', 'Provider'],
  ['anna', ''],
  ['anna-2', 'provider'],
  ['ann', 'aprovider'],
  ['ann', 'provider'],
  ['ann_', 'provider'],
  ['%', 'provider'],
  ['anna-provider', ''],
] as const;

/** CredentialStore. */
export function testCredentials(options: StoreConformanceOptions): void {
  describe('credentials', () => {
    const subject = useStore(options);

    async function open(userId = USER_ID, providerName = 'provider'): Promise<CredentialStore> {
      return subject.store.credentials(userId, providerName, await subject.lease(userId));
    }

    it('gives the values of the keys that exist', async () => {
      const credentials = await open();
      await credentials.set(
        new Map([
          ['a', '{"x":1}'],
          ['b', ''],
        ]),
      );
      expect(await credentials.get(['b', 'missing', 'a'])).toEqual(
        new Map([
          ['a', '{"x":1}'],
          ['b', ''],
        ]),
      );
      expect(await credentials.get([])).toEqual(new Map());
    });

    it('replaces, adds and deletes in one call', async () => {
      const credentials = await open();
      await credentials.set(
        new Map([
          ['kept', '1'],
          ['changed', '1'],
          ['deleted', '1'],
        ]),
      );
      await credentials.set(
        new Map([
          ['changed', '2'],
          ['deleted', null],
          ['unknown', null],
          ['added', '2'],
        ]),
      );
      expect(await credentials.get(['kept', 'changed', 'deleted', 'unknown', 'added'])).toEqual(
        new Map([
          ['kept', '1'],
          ['changed', '2'],
          ['added', '2'],
        ]),
      );
    });

    it('writes many keys at once', async () => {
      const credentials = await open();
      const entries = new Map(Array.from({ length: 900 }, (_, index) => [`key-${index}`, `value-${index}`]));
      await credentials.set(entries);
      expect(await credentials.get([...entries.keys()])).toEqual(entries);
    });

    it('clears every key of this bot at this provider, and of no other', async () => {
      for (const [userId, providerName] of [OWN, ...OTHERS]) {
        await (await open(userId, providerName)).set(
          new Map([
            ['key', 'value'],
            ['key-2', 'value'],
          ]),
        );
      }
      await (await open(...OWN)).clear();
      expect(await subject.store.credentials(...OWN).get(['key', 'key-2'])).toEqual(new Map());
      for (const [userId, providerName] of OTHERS) {
        const left = await subject.store.credentials(userId, providerName).get(['key', 'key-2']);
        expect(left.size, `${userId} at ${providerName}`).toBe(2);
      }
    });

    it('can be filled again after a clear', async () => {
      const credentials = await open();
      await credentials.clear();
      await credentials.set(new Map([['key', 'value']]));
      expect(await credentials.get(['key'])).toEqual(new Map([['key', 'value']]));
    });

    it('shows a view without a lease what is written later', async () => {
      const view = subject.store.credentials(USER_ID, 'provider');
      await (await open()).set(new Map([['key', 'value']]));
      expect(await view.get(['key'])).toEqual(new Map([['key', 'value']]));
    });
  });
}
