import { createSeededRandom, storeConformance } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../memory-store.ts';
import { sealedStore } from './sealed-store.ts';

const keys = new Map([['k1', new Uint8Array(32).fill(7)]]);
const sealing = { keys, random: createSeededRandom(7) };

for (const [name, given] of [
  ['a memory store with a key', keys],
  ['a memory store without a key', new Map<string, Uint8Array>()],
] as const) {
  storeConformance(name, {
    isDurable: false,
    async create() {
      const store = sealedStore(createMemoryStore(), { ...sealing, keys: given });
      return { connect: () => store, dispose: async () => {} };
    },
  });
}

const DOCUMENT = {
  user_id: 'yahav',
  llm_provider_config: {
    provider_name: 'openAi',
    provider_config: {
      api_key: 'sk-canary',
      model: 'm',
      headers: { authorization: ['canary'] },
      max_tokens: 5,
    },
  },
};

describe('sealedStore', () => {
  async function setUp() {
    const inner = createMemoryStore();
    const store = sealedStore(inner, sealing);
    await store.open();
    const lease = await store.leases.acquire('yahav', 'owner');
    if (lease === null) throw new Error('no lease');
    return { inner, store, lease };
  }

  it('seals every text of a document below a key that is named like a secret, and nothing else', async () => {
    const { inner, store } = await setUp();
    expect((await store.configurations.save('yahav', DOCUMENT)).document).toEqual(DOCUMENT);
    expect((await store.configurations.get('YAHAV'))?.document).toEqual(DOCUMENT);
    expect((await store.configurations.list())[0]?.document).toEqual(DOCUMENT);
    const kept = JSON.stringify((await inner.configurations.get('yahav'))?.document);
    expect(kept).not.toContain('canary');
    expect(kept).toContain('"max_tokens":5');
    expect(kept).toContain('"model":"m"');
  });

  it('seals credentials, and binds them to their bot, provider and key', async () => {
    const { inner, store, lease } = await setUp();
    await store.credentials('yahav', 'baileys', lease).set(new Map([['creds', 'canary']]));
    const kept = (await inner.credentials('yahav', 'baileys').get(['creds'])).get('creds') ?? '';
    expect(kept).toMatch(/^v1\.k1\./);
    const other = await inner.leases.acquire('anna', 'owner');
    if (other === null) throw new Error('no lease');
    await inner.credentials('anna', 'baileys', other).set(new Map([['creds', kept]]));
    await inner.credentials('yahav', 'baileys', lease).set(new Map([['other', kept]]));
    for (const [userId, key] of [
      ['anna', 'creds'],
      ['yahav', 'other'],
    ] as const) {
      await expect(store.credentials(userId, 'baileys').get([key])).rejects.toMatchObject({
        code: 'store_unavailable',
      });
    }
  });

  it('reads what was stored before there was a key, and seals it with the next write', async () => {
    const { inner, store, lease } = await setUp();
    await inner.credentials('yahav', 'baileys', lease).set(new Map([['creds', 'plain']]));
    const credentials = store.credentials('yahav', 'baileys', lease);
    expect((await credentials.get(['creds'])).get('creds')).toBe('plain');
    await credentials.set(new Map([['creds', 'plain']]));
    expect((await inner.credentials('yahav', 'baileys').get(['creds'])).get('creds')).toMatch(/^v1/);
  });

  it('says which key is missing, and changes nothing', async () => {
    const { inner, store } = await setUp();
    await store.configurations.save('yahav', DOCUMENT);
    const unkeyed = sealedStore(inner, { ...sealing, keys: new Map() });
    await expect(unkeyed.configurations.get('yahav')).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringContaining('"k1"'),
    });
    expect((await store.configurations.get('yahav'))?.document).toEqual(DOCUMENT);
  });
});
