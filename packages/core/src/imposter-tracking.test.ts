import { settled } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import type { Period } from './contracts/tracking-store.ts';
import type { Imposter } from './imposter.ts';
import { document, MINUTE, OWNER, SECOND, setUp, setUpLinked } from './test-support/bot.ts';

const GROUP = { kind: 'group', identifier: 'g@fake', savedName: 'Movies' } as const;
const NOA = { identifier: 'noa@fake', alternateIdentifiers: [], pushName: 'Noa' };
const HOUR = 60 * MINUTE;

const group = (cronTrackingSchedule: string, more: object = {}) => ({
  groupIdentifier: 'g@fake',
  displayName: 'Our movies',
  cronTrackingSchedule,
  ...more,
});

const tracking = (schedule = '*/10 * * * *', more: Record<string, unknown> = {}) =>
  document({ llm_provider_config: null, periodic_group_tracking: [group(schedule)], ...more });

/** Periods of the group as minutes of the hour and texts, oldest first. */
async function periodsOf(imposter: Imposter): Promise<[from: string, to: string, texts: string[]][]> {
  const found: Period[] = [];
  for await (const period of imposter.periods('yahav', 'g@fake')) found.unshift(period);
  const at = (time: number) => new Date(time).toISOString().slice(11, 19);
  return found.map(({ start, end, messages }) => [
    at(start),
    at(end),
    messages.map(({ content }) => content),
  ]);
}

/** A bot that tracks the group from 12:03 on. */
async function setUpTracking(schedule?: string, more?: Record<string, unknown>) {
  const context = setUp();
  await context.clock.advance(3 * MINUTE);
  await context.imposter.start(tracking(schedule, more));
  const account = context.chat.account('yahav');
  account.groups = [{ identifier: GROUP.identifier, alternateIdentifiers: [] }];
  await account.scan();
  const says = (text: string, given: object = {}) => account.says(GROUP, text, { sender: NOA, ...given });
  return { ...context, account, says };
}

describe('The schedules of a configuration', () => {
  it('are refused with all that is wrong with the document, and where', async () => {
    const { imposter } = setUp();
    const periodic_group_tracking = [group('0/20 * * * *'), group('0 25 * * *'), group('')];
    const wrong = document({ periodic_group_tracking, surprise: true });
    for (const attempt of [() => imposter.start(wrong), () => imposter.saveConfiguration([wrong])]) {
      await expect(attempt()).rejects.toMatchObject({
        code: 'invalid_configuration',
        problems: expect.arrayContaining([
          {
            path: 'periodic_group_tracking.1.cronTrackingSchedule',
            message: expect.stringMatching(/wrong hour/),
          },
          { path: 'periodic_group_tracking.2.cronTrackingSchedule', message: expect.stringMatching(/5/) },
          expect.objectContaining({ message: expect.stringContaining('surprise') }),
        ]),
      });
    }
    expect(await imposter.configuredUserIds()).toEqual([]);
  });

  it('are taken when they are right', async () => {
    const { imposter } = setUp();
    const periodic_group_tracking = [
      group('0 30 12 * * *'),
      group('0 9 L * ?', { groupIdentifier: 'h@fake' }),
    ];
    await expect(imposter.saveConfiguration(document({ periodic_group_tracking }))).resolves.toMatchObject({
      userId: 'yahav',
    });
  });
});

describe('A tracked group that the account is not in', () => {
  it('is told once for each start when the bot is connected, and tracked all the same', async () => {
    const groups = [group('* * * * *'), group('* * * * *', { groupIdentifier: 'other@fake' })];
    const { account, clock, imposter, named } = await setUpTracking(undefined, {
      periodic_group_tracking: groups,
    });
    account.cut();
    await settled();
    expect(named('failure').map(({ error }) => (error as Error).message)).toEqual([
      'periodic_group_tracking.1.groupIdentifier: the account is in no group "other@fake"; list its groups and take an ' +
        'id from there',
    ]);
    await clock.advance(MINUTE);
    expect((await imposter.trackedGroups('yahav')).map((each) => each.group.identifier)).toContain(
      'other@fake',
    );
  });

  it('is not told when the platform does not say which groups there are', async () => {
    const context = setUp();
    await context.imposter.start(tracking());
    const account = context.chat.account('yahav');
    account.keepsGroupsUntold = true;
    await account.scan();
    await settled();
    expect(context.named('failure')).toEqual([]);
    account.keepsGroupsUntold = false;
    account.cut();
    await settled();
    expect(context.named('failure')).toHaveLength(1);
  });
});

describe('A tracked group', () => {
  it('is cut into periods by its schedule, empty ones too, whatever the whitelists say', async () => {
    const { imposter, clock, says, named } = await setUpTracking();
    await says('one');
    await says('two');
    await clock.advance(7 * MINUTE);
    expect(await periodsOf(imposter)).toEqual([['12:00:00', '12:10:00', ['one', 'two']]]);
    await clock.advance(12 * MINUTE);
    await says('three');
    await clock.advance(8 * MINUTE);
    expect(await periodsOf(imposter)).toEqual([
      ['12:00:00', '12:10:00', ['one', 'two']],
      ['12:10:00', '12:20:00', []],
      ['12:20:00', '12:30:00', ['three']],
    ]);
    expect(named('message')).toEqual([]);
    expect(await imposter.queue('yahav')).toEqual(new Map());
  });

  it('has in its periods what the owner and the bot say', async () => {
    const { imposter, clock, account, says } = await setUpTracking(undefined, {
      llm_provider_config: { provider_name: 'fakeLlm', provider_config: {} },
      chat_provider_config: { provider_name: 'fakeChat', provider_config: { allow_group_messages: true } },
    });
    await says('hello bot');
    const [sent] = await account.hears(1);
    // The platform shows the bot's own words again as the owner's.
    await says(sent?.text ?? '', {
      source: 'user_outgoing',
      sender: OWNER,
      providerMessageId: sent?.messageId,
    });
    await says('by hand', { source: 'user_outgoing', sender: OWNER });
    await clock.advance(7 * MINUTE);
    expect(await periodsOf(imposter)).toEqual([
      ['12:00:00', '12:10:00', ['hello bot', 'echo: Noa: hello bot', 'by hand']],
    ]);
  });

  it('keeps a message in the period of its time, once, however late and often it comes', async () => {
    const { imposter, clock, says } = await setUpTracking();
    const early = clock.now() + MINUTE;
    await clock.advance(10 * MINUTE);
    const late = { originatingTime: early, providerMessageId: 'late' };
    await says('late', late);
    await says('late', { ...late, origin: 'offline' });
    await clock.advance(10 * MINUTE);
    expect(await periodsOf(imposter)).toEqual([
      ['12:00:00', '12:10:00', ['late']],
      ['12:10:00', '12:20:00', []],
    ]);
    for await (const { messages } of imposter.periods('yahav', 'g@fake', { last: 2 }))
      for (const message of messages) expect(message.isLate).toBe(true);
  });

  it('misses no window while the bot is down, and takes what comes then into its own', async () => {
    const { imposter, clock, chat, says, restart } = await setUpTracking('0 * * * *');
    await says('before');
    await imposter.close();
    await clock.advance(2 * HOUR + 30 * MINUTE);
    const next = restart();
    await next.imposter.resume();
    const at = clock.now() - HOUR;
    await chat
      .account('yahav')
      .says(GROUP, 'meanwhile', { sender: NOA, originatingTime: at, origin: 'offline' });
    expect(await periodsOf(next.imposter)).toEqual([
      ['12:00:00', '13:00:00', ['before']],
      ['13:00:00', '14:00:00', ['meanwhile']],
    ]);
  });

  it('is told of by an event, and is listed without periods from the beginning', async () => {
    const { imposter, clock } = await setUpTracking('0 0 12 * * *');
    const told: unknown[] = [];
    imposter.on('period', (event) => told.push(event));
    expect(await imposter.trackedGroups('yahav')).toMatchObject([
      { group: { identifier: 'g@fake', displayName: 'Our movies' }, isTracked: true },
    ]);
    await clock.advance(24 * HOUR);
    expect(told).toEqual([
      {
        userId: 'yahav',
        groupId: 'g@fake',
        start: Date.UTC(2026, 0, 15, 12),
        end: Date.UTC(2026, 0, 16, 12),
      },
    ]);
  });

  it('that is left out of the configuration keeps what it has, and begins anew when it comes back', async () => {
    const { imposter, clock, says } = await setUpTracking();
    await says('one');
    await imposter.saveConfiguration(tracking(undefined, { periodic_group_tracking: [] }));
    await imposter.reload('yahav');
    await says('unheard');
    await clock.advance(10 * MINUTE);
    expect(await periodsOf(imposter)).toEqual([['12:00:00', '12:03:00', ['one']]]);
    expect(await imposter.trackedGroups('yahav')).toMatchObject([{ isTracked: false }]);
    await imposter.saveConfiguration(tracking());
    await imposter.reload('yahav');
    await says('two');
    await clock.advance(7 * MINUTE);
    expect(await periodsOf(imposter)).toEqual([
      ['12:00:00', '12:03:00', ['one']],
      ['12:10:00', '12:20:00', ['two']],
    ]);
  });

  it('goes on without a gap when its schedule and its name change', async () => {
    const { imposter, clock, says } = await setUpTracking();
    await says('one');
    await clock.advance(8 * MINUTE);
    await says('two');
    await imposter.saveConfiguration(
      tracking(undefined, { periodic_group_tracking: [group('*/15 * * * *', { displayName: 'Films' })] }),
    );
    await imposter.reload('yahav');
    await clock.advance(4 * MINUTE);
    expect(await periodsOf(imposter)).toEqual([
      ['12:00:00', '12:10:00', ['one']],
      ['12:10:00', '12:15:00', ['two']],
    ]);
    expect(await imposter.trackedGroups('yahav')).toMatchObject([{ group: { displayName: 'Films' } }]);
  });

  it('begins with what was said shortly before, as far as the platform tells', async () => {
    const { imposter, clock, account, says } = await setUpTracking();
    for (const [minute, text] of [
      [-50, 'long ago'],
      [1, 'just now'],
    ] as const) {
      const originatingTime = clock.now() - 3 * MINUTE + minute * MINUTE;
      account.remembers(GROUP, text, { sender: NOA, originatingTime });
    }
    await says('first');
    await settled();
    await clock.advance(7 * MINUTE);
    expect(await periodsOf(imposter)).toEqual([['12:00:00', '12:10:00', ['long ago', 'just now', 'first']]]);
  });

  it('is cut when the store is back, and not twice', async () => {
    const { imposter, clock, says, store, named } = await setUpTracking();
    await says('one');
    const cut = store.tracking.cut.bind(store.tracking);
    let failures = 2;
    store.tracking.cut = async (...parameters) => {
      if (failures-- > 0) throw new Error('disk');
      await cut(...parameters);
    };
    await clock.advance(7 * MINUTE);
    expect(await periodsOf(imposter)).toEqual([]);
    await clock.advance(3 * MINUTE);
    expect(await periodsOf(imposter)).toEqual([['12:00:00', '12:10:00', ['one']]]);
    expect(named('failure')).toHaveLength(2);
  });

  it('refuses messages that could not be kept, so that the platform delivers them again', async () => {
    const { imposter, clock, says, store, account } = await setUpTracking();
    const record = store.tracking.record.bind(store.tracking);
    store.tracking.record = () => Promise.reject(new Error('disk'));
    await expect(says('one')).rejects.toThrow('disk');
    store.tracking.record = record;
    await account.redeliver();
    await clock.advance(7 * MINUTE);
    expect(await periodsOf(imposter)).toEqual([['12:00:00', '12:10:00', ['one']]]);
  });

  it('costs one timer however many there are', async () => {
    const { clock, imposter } = await setUpLinked({ llm_provider_config: null });
    const timers = clock.pendingTimers;
    await imposter.stop('yahav');
    const periodic_group_tracking = Array.from({ length: 100 }, (_, index) =>
      group('0 0 1 1 *', { groupIdentifier: `g${index}@fake` }),
    );
    await imposter.saveConfiguration(document({ llm_provider_config: null, periodic_group_tracking }));
    await imposter.resume('yahav');
    expect(clock.pendingTimers).toBe(timers + 1);
    await clock.advance(90 * SECOND);
    expect(clock.pendingTimers).toBe(timers + 1);
  });
});

describe('A configuration that begins to track groups, where that is checked', () => {
  const checks = { checksNewGroups: true };

  it('needs a connection, unless it tracks no other groups than before', async () => {
    const { imposter } = setUp();
    await expect(imposter.saveConfiguration(tracking(), checks)).rejects.toMatchObject({
      code: 'not_connected',
    });
    await expect(imposter.start(tracking(), checks)).rejects.toMatchObject({ code: 'not_connected' });
    expect(await imposter.configuredUserIds()).toEqual([]);
    await imposter.saveConfiguration(tracking());
    await imposter.saveConfiguration(tracking('0 * * * *'), checks);
    await imposter.saveConfiguration(tracking(undefined, { periodic_group_tracking: [] }), checks);
  });

  it('takes groups of the account only, as the platform tells now', async () => {
    const { imposter, account } = await setUpLinked({ llm_provider_config: null });
    await expect(imposter.saveConfiguration(tracking(), checks)).rejects.toMatchObject({
      code: 'invalid_configuration',
      problems: [{ path: 'periodic_group_tracking.0.groupIdentifier' }],
    });
    account.groups = [{ identifier: 'g@fake', alternateIdentifiers: [], savedName: 'Movies' }];
    await imposter.saveConfiguration(tracking(), checks);
  });
});
