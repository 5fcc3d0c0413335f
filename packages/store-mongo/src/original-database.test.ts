import type { Store } from '@chat-imposter/core';
import { sampleMessage } from '@chat-imposter/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { originalDatabase } from './__fixtures__/original-database.ts';
import { leaseOf, MongoRig } from './testing/mongo-rig.ts';
import { trackedGroup, trackedMessage } from './testing/samples.ts';

const ANN = '15550001@s.whatsapp.net';
const FAMILY = '1203@g.us';
const KEYS = [
  'creds',
  'pre-key-1',
  'session-15550001.0',
  'sender-key-memory-491700-1612@g.us',
  'app-state-sync-key-AAAA+/=',
  'session-creds',
  '2-creds',
];

/** Unique indexes that it may have. */
const UNIQUE: [collection: string, keys: Record<string, 1>][] = [
  ['configurations', { 'config_data.user_id': 1 }],
  ['queues', { user_id: 1, correspondent_id: 1, id: 1 }],
  ['tracked_groups', { user_id: 1, group_id: 1 }],
  ['group_tracking_state', { user_id: 1, group_id: 1 }],
];

describe('a database that the original wrote', () => {
  let rig: MongoRig;
  let store: Store;

  beforeEach(async () => {
    rig = await MongoRig.start();
    for (const [collection, keys] of UNIQUE) await rig.createIndex(collection, keys, { unique: true });
    for (const [collection, documents] of Object.entries(originalDatabase)) {
      await rig.insert(collection, structuredClone(documents));
    }
    store = await rig.open();
  });

  afterEach(() => rig.end());

  /** Reads without a lease, with one, and after another opening. */
  async function eachTime(check: () => Promise<void>): Promise<void> {
    await check();
    await leaseOf(store, 'owner');
    await leaseOf(store, 'owner', 'anna-2');
    await leaseOf(store, 'owner', 'anna-session');
    await check();
    await store.close();
    store = await rig.open();
    await check();
  }

  async function credentialsOf(userId: string): Promise<Record<string, unknown>> {
    const texts = await store.credentials(userId, 'whatsAppBaileyes').get(KEYS);
    return Object.fromEntries([...texts].map(([key, text]) => [key, JSON.parse(text).of]));
  }

  async function periods(): Promise<unknown[]> {
    const found: unknown[] = [];
    for await (const { periodId, start, end, createdTime, digest, messages } of store.tracking.periods(
      'anna',
      FAMILY,
      {},
    )) {
      const lines = messages.map(({ content, isLate }) => (isLate ? `${content} (late)` : content));
      found.push([periodId, start, end, createdTime, digest, lines]);
    }
    return found;
  }

  it('has its configurations, in both forms', async () => {
    await eachTime(async () => {
      const listed = await store.configurations.list();
      expect(listed.map(({ userId, running, revision }) => [userId, running, revision])).toEqual([
        ['Anna', false, 1],
        ['anna-2', false, 1],
      ]);
      expect((await store.configurations.get('ANNA'))?.document).toEqual(
        originalDatabase.configurations?.[0]?.config_data,
      );
      expect((await store.configurations.get('anna-2'))?.document.respond_to_whitelist).toEqual([]);
    });
    expect(await store.configurations.save('anna', { user_id: 'Anna' })).toMatchObject({ revision: 2 });
  });

  it('has its queues', async () => {
    const lines = [
      [FAMILY, 1, 'who comes?', 3_000, 'The family'],
      [ANN, 4, 'hello', 1_000, undefined],
      [ANN, 5, 'are you there?', 2_000, undefined],
    ];
    await eachTime(async () => {
      const queue = await store.messages.queue('anna');
      expect(
        queue.map(({ correspondentId, id, content, acceptedTime, group }) => [
          correspondentId,
          id,
          content,
          acceptedTime,
          group?.displayName,
        ]),
      ).toEqual(lines);
      expect(queue[1]).toMatchObject({
        sender: { displayName: 'Ann', alternateIdentifiers: ['77@lid', ANN] },
        state: 'collected',
        originatingTime: 900,
        providerMessageId: '3EB0AA',
      });
      expect(await store.messages.queue('anna-2')).toMatchObject([{ content: 'for another bot' }]);
    });
  });

  it('goes on with its queues', async () => {
    const lease = await leaseOf(store);
    const chat = { kind: 'direct', identifier: ANN, alternateIdentifiers: [] } as const;
    const accepted = await store.messages.accept(lease, [
      sampleMessage({ chat, providerMessageId: '3EB0AA' }),
      sampleMessage({ chat, providerMessageId: 'new' }),
    ]);
    expect(accepted).toMatchObject([null, { id: 6 }]);
    await store.messages.settle(lease, [
      { correspondentId: ANN, ids: [4, 6], state: 'answered', reason: null },
      { correspondentId: FAMILY, ids: [1], state: 'cleared', reason: null },
    ]);
    expect((await store.messages.queue('anna')).map(({ id }) => id)).toEqual([5]);
    const conversation = await store.messages.conversation('anna', ANN, { limit: 9, since: 0 });
    expect(conversation.map(({ id }) => id)).toEqual([4, 6]);
    expect(await store.messages.chats('anna')).toEqual([
      { kind: 'group', identifier: FAMILY, alternateIdentifiers: [], savedName: 'The family' },
      { ...chat, savedName: 'Ann' },
    ]);
    expect(await store.messages.queue('anna-2')).toHaveLength(1);
  });

  it('has its tracked groups and periods', async () => {
    await eachTime(async () => {
      expect(await store.tracking.groups('anna')).toEqual([
        {
          group: { identifier: FAMILY, displayName: 'The family', alternateIdentifiers: ['family'] },
          schedule: '0/20 * * * *',
          isTracked: true,
          windowStart: 2_000,
        },
      ]);
      expect(await periods()).toEqual([
        ['period-2', 1_000, 2_000, 2_001, null, ['good morning']],
        ['period-1', 0, 1_000, 1_001, null, []],
      ]);
    });
  });

  it('goes on with its periods', async () => {
    const lease = await leaseOf(store);
    const { tracking } = store;
    const [{ message, ...known } = {} as never] = originalDatabase.tracked_group_periods?.[1]?.messages ?? [];
    await tracking.record(lease, FAMILY, [
      trackedMessage('noon', 2_500),
      { ...trackedMessage('late', 1_400) },
      {
        ...trackedMessage(message, known.accepted_time),
        sender: { identifier: known.sender.identifier, displayName: 'Bob', alternateIdentifiers: [] },
        originatingTime: known.originating_time,
        providerMessageId: known.provider_message_id,
      },
    ]);
    await tracking.cut(lease, FAMILY, [3_000], 3_001);
    await tracking.setDigest(lease, FAMILY, 2_000, 'digest');
    expect(await periods()).toEqual([
      [expect.any(String), 2_000, 3_000, 3_001, null, ['noon']],
      ['period-2', 1_000, 2_000, 2_001, 'digest', ['late (late)', 'good morning']],
      ['period-1', 0, 1_000, 1_001, null, []],
    ]);
    expect(await tracking.deletePeriods('anna', FAMILY, { until: 2_500 })).toBe(2);
    expect(await periods()).toHaveLength(1);
  });

  it('has the credentials of exactly each bot', async () => {
    await eachTime(async () => {
      expect(await credentialsOf('anna')).toEqual(
        Object.fromEntries(KEYS.slice(0, 5).map((key) => [key, 'anna'])),
      );
      expect(await credentialsOf('anna-2')).toEqual({ creds: 'anna-2' });
      expect(await credentialsOf('anna-session')).toEqual({
        creds: 'anna-session',
        'pre-key-1': 'anna-session',
      });
      expect(await credentialsOf('anna.b')).toEqual({ creds: 'anna.b' });
      expect(await credentialsOf('Anna')).toEqual({});
      expect(await store.credentials('anna', 'other').get(KEYS)).toEqual(new Map());
    });
  });

  it('loses the credentials of exactly one bot by a clear, and shows no old one after a change', async () => {
    const lease = await leaseOf(store);
    const credentials = store.credentials('anna', 'whatsAppBaileyes', lease);
    await credentials.set(
      new Map([
        ['creds', '{"of":"now"}'],
        ['pre-key-1', null],
      ]),
    );
    expect(await credentialsOf('anna')).toMatchObject({ creds: 'now', 'session-15550001.0': 'anna' });
    expect(await credentialsOf('anna')).not.toHaveProperty('pre-key-1');
    await credentials.clear();
    expect(await credentialsOf('anna')).toEqual({});
    expect(await credentialsOf('anna-2')).toEqual({ creds: 'anna-2' });
    expect(await credentialsOf('anna-session')).toEqual({
      creds: 'anna-session',
      'pre-key-1': 'anna-session',
    });
    await store.close();
    store = await rig.open();
    await leaseOf(store);
    expect(await credentialsOf('anna')).toEqual({});
  });

  it('is not hindered by the unique indexes of the original', async () => {
    const lease = await leaseOf(store);
    await store.tracking.track(lease, [trackedGroup('a'), trackedGroup('b')], 0);
    await store.tracking.track(lease, [], 1);
    expect(await store.tracking.groups('anna')).toMatchObject([{ isTracked: false }]);
    await store.messages.settle(lease, [
      { correspondentId: ANN, ids: [4, 5], state: 'cleared', reason: null },
      { correspondentId: FAMILY, ids: [1], state: 'cleared', reason: null },
    ]);
    expect(await store.messages.queue('anna')).toEqual([]);
  });

  it('has the same forms for what is new', async () => {
    await store.configurations.save('anna', {
      user_id: 'Anna',
      chat_provider_config: { provider_name: 'p' },
    });
    const lease = await leaseOf(store);
    await store.messages.accept(lease, [sampleMessage()]);
    await store.messages.queue('anna');
    const [queued] = await rig.documents('queues', { user_id: 'anna', correspondent_id: 'ann' });
    expect(queued).toMatchObject({
      user_id: 'anna',
      provider_name: 'p',
      correspondent_id: 'ann',
      id: 1,
      content: 'hello',
      sender: { identifier: 'ann', display_name: 'ann', alternate_identifiers: [] },
      source: 'user',
      accepted_time: 1_000,
      message_size: 5,
      originating_time: null,
      group: null,
      provider_message_id: 'message-1',
    });
    const [group] = await rig.documents('tracked_groups', { group_id: FAMILY });
    expect(group).toMatchObject({ user_id: 'anna', crontab_triggering_expression: '0/20 * * * *' });
  });
});
