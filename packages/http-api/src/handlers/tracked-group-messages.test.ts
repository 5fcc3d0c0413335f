import { createFakeClock } from '@chat-imposter/testing';
import { describe, expect, it } from 'vitest';
import { serveApi } from '../test-support/api-server.ts';
import { silentDocumentOf } from '../test-support/documents.ts';

const MINUTE = 60_000;
const GROUP = { kind: 'group', identifier: 'g@fake', savedName: 'Movies' } as const;
const NOA = { identifier: 'noa@fake', alternateIdentifiers: ['n@lid'], pushName: 'Noa *bold*' };

/** A bot that tracks one group by ten minutes and another by the day: two periods of the former, one of them empty. */
async function serveTracking() {
  const clock = createFakeClock();
  const api = await serveApi({ clock });
  const periodic_group_tracking = [
    { groupIdentifier: 'g@fake', displayName: 'Our movies', cronTrackingSchedule: '*/10 * * * *' },
    { groupIdentifier: 'h@fake', displayName: 'Others', cronTrackingSchedule: '0 0 * * *' },
  ];
  await api.imposter.start({ ...silentDocumentOf('ann'), periodic_group_tracking });
  const account = api.chat.account('ann');
  await account.scan();
  await clock.advance(MINUTE);
  await account.says(GROUP, 'one\ntwo', { sender: NOA, providerMessageId: 'm1' });
  await clock.advance(20 * MINUTE);
  const get = async (search = '', group = '') => {
    const path = `/api/trackedGroupMessages/ann${group === '' ? '' : `/${group}`}${search}`;
    return api.call('GET', path);
  };
  return { api, clock, get };
}

const BEGIN = Date.UTC(2026, 0, 15, 12);
const second = {
  _id: expect.any(String),
  user_id: 'ann',
  tracked_group_unique_identifier: 'g@fake',
  periodStart: BEGIN + 10 * MINUTE,
  periodEnd: BEGIN + 20 * MINUTE,
  messageCount: 0,
  createdAt: BEGIN + 20 * MINUTE,
  messages: [],
};
const first = {
  ...second,
  periodStart: BEGIN,
  periodEnd: BEGIN + 10 * MINUTE,
  messageCount: 1,
  createdAt: BEGIN + 10 * MINUTE,
  messages: [
    {
      sender: { identifier: 'noa@fake', display_name: 'Noa *bold*', alternate_identifiers: ['n@lid'] },
      message: 'one\ntwo',
      accepted_time: BEGIN + MINUTE,
      originating_time: BEGIN + MINUTE,
      provider_message_id: 'm1',
    },
  ],
};
const movies = { identifier: 'g@fake', display_name: 'Our movies', alternate_identifiers: [] };
const others = { identifier: 'h@fake', display_name: 'Others', alternate_identifiers: [] };

describe('GET /api/trackedGroupMessages', () => {
  it('gives every tracked group with its periods, newest first', async () => {
    const { api, get } = await serveTracking();
    await using _ = api;
    const { status, headers, json } = await get();
    expect([status, headers.get('content-type'), headers.get('cache-control')]).toEqual([
      200,
      'application/json; charset=utf-8',
      'no-store',
    ]);
    expect(json).toEqual([
      { group: movies, periods: [second, first] },
      { group: others, periods: [] },
    ]);
  });

  it('gives one group, and 404 for one that was never tracked', async () => {
    const { api, get } = await serveTracking();
    await using _ = api;
    expect((await get('', 'g@fake')).json).toEqual({ group: movies, periods: [second, first] });
    expect((await get('', 'h@fake')).json).toEqual({ group: others, periods: [] });
    const shouted = await api.call('GET', '/api/trackedGroupMessages/ANN/g@fake');
    expect(shouted.json).toEqual({ group: movies, periods: [second, first] });
    const { status, json } = await get('', 'x@fake');
    expect([status, json]).toEqual([404, expect.objectContaining({ code: 'unknown_group' })]);
    expect((await api.call('GET', '/api/trackedGroupMessages/bob')).status).toBe(404);
  });

  it.each([
    ['?lastPeriods=1', [second]],
    ['?lastPeriods=0', [second, first]],
    [`?from=${BEGIN - 1}`, [second, first]],
    [`?from=${BEGIN}`, [second]],
    [`?until=${BEGIN + 20 * MINUTE}`, [first]],
    [`?until=${BEGIN + 10 * MINUTE}`, []],
    [`?until=${BEGIN + 20 * MINUTE}&lastPeriods=1`, [first]],
  ])('with %s keeps what the filters say', async (search, periods) => {
    const { api, get } = await serveTracking();
    await using _ = api;
    expect((await get(search, 'g@fake')).json).toEqual({ group: movies, periods });
  });

  it.each([
    '?from=-1',
    '?from=1.5',
    '?from=',
    '?lastPeriods=x',
    '?until=1&until=2',
    '?format=pdf',
    '?page=1',
  ])('refuses %s', async (search) => {
    const { api, get } = await serveTracking();
    await using _ = api;
    const { status, json } = await get(search);
    expect([status, json]).toEqual([400, expect.objectContaining({ code: 'malformed_query' })]);
  });

  it('exports JSON Lines, a period a line', async () => {
    const { api, get } = await serveTracking();
    await using _ = api;
    const { headers, text } = await get('?format=jsonl');
    expect(headers.get('content-type')).toBe('application/jsonl; charset=utf-8');
    const lines = text.trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { group: movies, ...second },
      { group: movies, ...first },
    ]);
  });

  it('exports Markdown in which nobody can write markup', async () => {
    const { api, get } = await serveTracking();
    await using _ = api;
    const { headers, text } = await get('?format=md', 'g@fake');
    expect(headers.get('content-type')).toBe('text/markdown; charset=utf-8');
    expect(text).toBe(
      '# Our movies\n\n' +
        '## 2026-01-15 12:10:00 to 2026-01-15 12:20:00 UTC\n\nNothing was said.\n\n' +
        '## 2026-01-15 12:00:00 to 2026-01-15 12:10:00 UTC\n\n' +
        '- 2026-01-15 12:01:00 **Noa \\*bold\\***: one \\/ two\n\n',
    );
  });

  it('knows a bot without a configuration as long as it has periods', async () => {
    const { api, get } = await serveTracking();
    await using _ = api;
    await api.imposter.stop('ann');
    expect((await get('', 'g@fake')).status).toBe(200);
  });
});

describe('DELETE /api/trackedGroupMessages', () => {
  it('deletes what the filters say, of one group or of all, and tells how many', async () => {
    const { api, get } = await serveTracking();
    await using _ = api;
    const remove = (path: string) => api.call('DELETE', `/api/trackedGroupMessages/ann${path}`);
    expect((await remove(`/g@fake?until=${BEGIN + 20 * MINUTE}`)).json).toEqual({
      status: 'success',
      deleted_count: 1,
    });
    expect((await get('', 'g@fake')).json).toEqual({ group: movies, periods: [second] });
    expect((await remove('')).json).toEqual({ status: 'success', deleted_count: 1 });
    expect((await get()).json).toEqual([
      { group: movies, periods: [] },
      { group: others, periods: [] },
    ]);
    expect((await remove('/x@fake')).status).toBe(404);
    expect((await remove('?format=md')).status).toBe(400);
  });
});

describe('Saving a configuration that tracks a new group', () => {
  it('is refused with 409 without a connection, and with 422 for a group that is none of the account', async () => {
    await using api = await serveApi();
    const periodic_group_tracking = [
      { groupIdentifier: 'g@fake', displayName: 'G', cronTrackingSchedule: '* * * * *' },
    ];
    const body = { ...silentDocumentOf('ann'), periodic_group_tracking };
    for (const [method, path] of [
      ['PUT', '/chatbot'],
      ['PUT', '/api/configurations/ann'],
    ] as const) {
      const { status, json } = await api.call(method, path, { body });
      expect([status, json]).toEqual([409, expect.objectContaining({ code: 'not_connected' })]);
    }
    await api.imposter.start(silentDocumentOf('ann'));
    const account = api.chat.account('ann');
    await account.scan();
    const refused = await api.call('PUT', '/api/configurations/ann', { body });
    expect([refused.status, refused.json]).toEqual([
      422,
      expect.objectContaining({
        errors: [expect.objectContaining({ path: 'periodic_group_tracking.0.groupIdentifier' })],
      }),
    ]);
    account.groups = [{ identifier: 'g@fake', alternateIdentifiers: [], savedName: 'G' }];
    expect((await api.call('PUT', '/api/configurations/ann', { body })).status).toBe(200);
  });
});
