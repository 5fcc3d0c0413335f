import { addTransactionCapability, DEFAULT_CONNECTION_CONFIG, initAuthCreds } from '@whiskeysockets/baileys';
import { describe, expect, it } from 'vitest';
import { quietLogger } from '../connection/baileys-logger.ts';
import { SignalKeys } from '../credentials/signal-keys.ts';
import { MemoryCredentials } from '../testing/memory-credentials.ts';
import type { IdPair } from './id-pair.ts';
import { learningRepository } from './learning-repository.ts';

const own = { lid: '90000000009@lid', pn: '15550000001@s.whatsapp.net' };
const ann = { lid: '90000000001@lid', pn: '15551110001@s.whatsapp.net' };
const logger = quietLogger({ debug() {}, info() {}, warn() {}, error() {} });

function opened() {
  const store = new MemoryCredentials();
  const learned: IdPair[] = [];
  const wrapped = learningRepository(DEFAULT_CONNECTION_CONFIG.makeSignalRepository, {
    ownIds: () => Object.values(own),
    learn: (pairs) => void learned.push(...pairs),
  });
  const commits = { maxCommitRetries: 1, delayBetweenTriesMs: 0 };
  const keys = addTransactionCapability(new SignalKeys(store, () => {}), logger, commits);
  const repository = wrapped({ creds: initAuthCreds(), keys }, logger, async () => [ann]);
  return { store, learned, repository };
}

describe('learningRepository', () => {
  it('learns what Baileys stores', async () => {
    const { store, learned, repository } = opened();
    await repository.lidMapping.storeLIDPNMappings([
      ann,
      { lid: own.lid, pn: '15550000001:2@s.whatsapp.net' },
    ]);
    expect(learned).toContainEqual({ phone: ann.pn, lid: ann.lid });
    expect(store.entries.get('lid-mapping-15551110001')).toBe('"90000000001"');
    expect(store.entries.get('lid-mapping-15550000001')).toBe('"90000000009"');
  });

  it('learns what the platform answers when Baileys asks', async () => {
    const { learned, repository } = opened();
    expect(await repository.lidMapping.getLIDForPN(ann.pn)).toBe(ann.lid);
    expect(learned).toEqual([{ phone: ann.pn, lid: ann.lid }]);
  });

  it.each([
    ['the number of the owner and the LID of another', { lid: ann.lid, pn: own.pn }],
    ['the LID of the owner and the number of another', { lid: own.lid, pn: ann.pn }],
    ['the other way round', { lid: own.pn, pn: ann.lid }],
    ['with devices', { lid: '90000000001:3@lid', pn: '15550000001:2@s.whatsapp.net' }],
  ])('neither learns nor stores a pair of %s', async (_what, pair) => {
    const { store, learned, repository } = opened();
    await repository.lidMapping.storeLIDPNMappings([pair]);
    expect(learned).toEqual([]);
    expect(store.writes).toEqual([]);
  });

  it('gives nobody the Signal session of the owner', async () => {
    const { store, repository } = opened();
    await new SignalKeys(store, () => {}).set({
      'device-list': { 15550000001: ['0'] },
      session: { '15550000001.0': Buffer.from('the session of the phone') },
    });
    const before = new Map(store.entries);
    expect(await repository.migrateSession(own.pn, ann.lid)).toEqual({ migrated: 0, skipped: 0, total: 0 });
    expect(store.entries).toEqual(before);
  });
});
