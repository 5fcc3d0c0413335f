import { describe, expect, it } from 'vitest';
import { serveApi } from '../test-support/api-server.ts';
import { documentOf, silentDocumentOf } from '../test-support/documents.ts';

describe('GET /chatbot/:user_id/groups', () => {
  it('lists the groups of the account', async () => {
    await using api = await serveApi();
    await api.call('PUT', '/chatbot', { body: documentOf('ann') });
    const account = api.chat.account('ann');
    await account.scan();
    account.groups = [
      { identifier: 'g1@fake', alternateIdentifiers: [], savedName: 'Movies' },
      { identifier: 'g2@fake', alternateIdentifiers: [] },
    ];
    const { status, json } = await api.call('GET', '/chatbot/ann/groups');
    expect([status, json]).toEqual([
      200,
      {
        groups: [
          { id: 'g1@fake', subject: 'Movies' },
          { id: 'g2@fake', subject: 'g2@fake' },
        ],
      },
    ]);
  });

  it('refuses a bot that is not connected with 409, and one that is not known with 404', async () => {
    await using api = await serveApi();
    await api.call('PUT', '/chatbot', { body: documentOf('ann') });
    const linking = await api.call('GET', '/chatbot/ann/groups');
    expect([linking.status, linking.json]).toEqual([409, expect.objectContaining({ code: 'not_connected' })]);
    expect((await api.call('GET', '/chatbot/bob/groups')).status).toBe(404);
  });
});

describe('PUT /chatbot', () => {
  it('saves the configuration and starts the bot', async () => {
    await using api = await serveApi();
    const { status, json } = await api.call('PUT', '/chatbot', { body: documentOf('ann') });
    expect(status).toBe(200);
    expect(json).toEqual({
      successful: [
        {
          user_id: 'ann',
          instance_id: expect.stringMatching(/./),
          mode: 'fully_functional',
          warnings: expect.any(Array),
        },
      ],
      failed: [],
    });
    expect(api.chat.account('ann').status).toBe('linking');
    expect(await api.imposter.configuredUserIds()).toEqual(['ann']);
  });

  it('takes an array of one document', async () => {
    await using api = await serveApi();
    const { json } = await api.call('PUT', '/chatbot', { body: [silentDocumentOf('ann')] });
    expect(json).toMatchObject({ successful: [{ user_id: 'ann', mode: 'collection_only' }] });
  });

  it('hands over the warnings', async () => {
    await using api = await serveApi();
    const provider_config = { timezon: 'UTC' };
    const body = documentOf('ann', { chat_provider_config: { provider_name: 'fakeChat', provider_config } });
    const { json } = await api.call('PUT', '/chatbot', { body });
    expect(json).toMatchObject({
      successful: [{ warnings: expect.arrayContaining([expect.stringContaining('timezon')]) }],
    });
  });

  it('refuses a bot that runs with 409', async () => {
    await using api = await serveApi();
    await api.call('PUT', '/chatbot', { body: documentOf('ann') });
    const { status, json } = await api.call('PUT', '/chatbot', { body: documentOf('ann') });
    expect([status, json]).toEqual([409, expect.objectContaining({ code: 'already_active' })]);
  });

  it('refuses a document with all its problems', async () => {
    await using api = await serveApi();
    const body = documentOf('../x', { queue_config: { max_days: -1 }, surprise: true });
    const { status, json } = await api.call('PUT', '/chatbot', { body });
    expect([status, json]).toEqual([
      422,
      {
        type: 'about:blank',
        title: 'Unprocessable Entity',
        status: 422,
        code: 'invalid_configuration',
        detail: expect.any(String),
        errors: expect.arrayContaining([
          { path: 'user_id', message: expect.any(String) },
          { path: 'queue_config.max_days', message: expect.any(String) },
          { path: expect.any(String), message: expect.stringContaining('surprise') },
        ]),
      },
    ]);
    expect(await api.imposter.configuredUserIds()).toEqual([]);
  });

  it.each([[[]], [5], [null], ['text'], [[documentOf('a'), documentOf('b')]]])(
    'refuses %j with 422',
    async (given) => {
      await using api = await serveApi();
      const call = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(given) };
      const { status, json } = await api.call('PUT', '/chatbot', call);
      expect([status, json]).toEqual([422, expect.objectContaining({ errors: expect.any(Array) })]);
    },
  );
});

describe('GET /chatbot/:user_id/status', () => {
  it('shows the QR while the bot is linking', async () => {
    await using api = await serveApi();
    await api.call('PUT', '/chatbot', { body: documentOf('ann') });
    const { status, headers, json } = await api.call('GET', '/chatbot/ann/status');
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(json).toEqual({
      user_id: 'ann',
      status: 'linking',
      qr: expect.stringMatching(/^data:image\/png;base64,/),
      authenticated: false,
      mode: 'fully_functional',
      since: api.clock.now(),
    });
  });

  it('shows a linked bot without a QR', async () => {
    await using api = await serveApi();
    await api.call('PUT', '/chatbot', { body: silentDocumentOf('ann') });
    await api.chat.account('ann').scan();
    const { json } = await api.call('GET', '/chatbot/ann/status');
    expect(json).toEqual({
      user_id: 'ann',
      status: 'connected',
      authenticated: true,
      mode: 'collection_only',
      since: api.clock.now(),
    });
  });

  it('shows how much of the history has come, while it comes', async () => {
    await using api = await serveApi();
    await api.call('PUT', '/chatbot', { body: silentDocumentOf('ann') });
    const account = api.chat.account('ann');
    await account.scan();
    account.report({ status: 'connected', historyPercent: 0 });
    const during = await api.call('GET', '/chatbot/ann/status');
    expect(during.json).toMatchObject({ status: 'connected', history_percent: 0 });
    account.report({ status: 'connected' });
    const after = await api.call('GET', '/chatbot/ann/status');
    expect(after.json).not.toHaveProperty('history_percent');
  });

  it('shows a bot that was never started as disconnected', async () => {
    await using api = await serveApi();
    await api.imposter.saveConfiguration(documentOf('ann'));
    const { status, json } = await api.call('GET', '/chatbot/ann/status');
    expect([status, json]).toEqual([200, expect.objectContaining({ status: 'disconnected' })]);
  });

  it('shows what went wrong last', async () => {
    await using api = await serveApi();
    await api.call('PUT', '/chatbot', { body: documentOf('ann') });
    const error = { code: 'replaced' as const, message: 'Opened elsewhere.' };
    api.chat.account('ann').report({ status: 'disconnected', error });
    const { json } = await api.call('GET', '/chatbot/ann/status');
    expect(json).toMatchObject({
      status: 'disconnected',
      last_error: { code: 'replaced', message: 'Opened elsewhere.', time: api.clock.now() },
    });
  });

  it('does not know other bots', async () => {
    await using api = await serveApi();
    const { status, json } = await api.call('GET', '/chatbot/nobody/status?heartbeat=true');
    expect([status, json]).toEqual([404, expect.objectContaining({ code: 'unknown_bot' })]);
  });
});

describe('heartbeat', () => {
  const STEP_MS = 4_000;

  async function linkingAfterPolls(search: string, linkingHeartbeat?: 'explicit' | 'any-poll') {
    await using api = await serveApi(linkingHeartbeat ? { linkingHeartbeat } : {});
    await api.call('PUT', '/chatbot', { body: documentOf('ann') });
    for (let time = 0; time < 5 * STEP_MS; time += STEP_MS) {
      await api.call('GET', `/chatbot/ann/status${search}`);
      await api.clock.advance(STEP_MS);
    }
    return (await api.imposter.status('ann')).status;
  }

  it('keeps an attempt to link alive', async () => {
    expect(await linkingAfterPolls('?heartbeat=true')).toBe('linking');
  });

  it.each(['', '?heartbeat=false'])('is not what a poll with %j is', async (search) => {
    expect(await linkingAfterPolls(search)).toBe('disconnected');
  });

  it.each(['', '?heartbeat=false', '?heartbeat=true'])(
    'is any poll, with %j too, when asked for',
    async (search) => {
      expect(await linkingAfterPolls(search, 'any-poll')).toBe('linking');
    },
  );

  it('ends the attempt 5 s after the last one', async () => {
    await using api = await serveApi();
    await api.call('PUT', '/chatbot', { body: documentOf('ann') });
    await api.call('GET', '/chatbot/ann/status?heartbeat=true');
    await api.clock.advance(4_999);
    expect((await api.imposter.status('ann')).status).toBe('linking');
    await api.clock.advance(1);
    expect((await api.imposter.status('ann')).status).toBe('disconnected');
  });

  it('is not needed by a bot that is linked', async () => {
    await using api = await serveApi();
    await api.call('PUT', '/chatbot', { body: documentOf('ann') });
    await api.chat.account('ann').scan();
    await api.clock.advance(60_000);
    const { json } = await api.call('GET', '/chatbot/ann/status');
    expect(json).toMatchObject({ status: 'connected' });
  });
});

describe('POST /chatbot/:user_id/stop and /start', () => {
  it('is 409 for a bot that has nothing to stop', async () => {
    await using api = await serveApi();
    await api.imposter.saveConfiguration(documentOf('ann'));
    const { status, json } = await api.call('POST', '/chatbot/ann/stop');
    expect([status, json]).toEqual([409, expect.objectContaining({ code: 'not_linked' })]);
    await api.imposter.start(documentOf('ann'));
    expect((await api.call('POST', '/chatbot/ann/stop')).status).toBe(200);
  });

  it('stop a bot without ending its link, and start it again without a QR', async () => {
    await using api = await serveApi();
    await api.call('PUT', '/chatbot', { body: documentOf('ann') });
    await api.chat.account('ann').scan();
    const stopped = await api.call('POST', '/chatbot/ann/stop');
    expect([stopped.status, stopped.json]).toEqual([
      200,
      { status: 'success', message: expect.stringContaining('"ann"') },
    ]);
    expect(await api.imposter.status('ann')).toMatchObject({ status: 'disconnected', authenticated: true });
    const started = await api.call('POST', '/chatbot/ann/start');
    expect([started.status, started.json]).toEqual([
      200,
      { status: 'success', message: expect.stringContaining('"ann"') },
    ]);
    expect(api.chat.account('ann').status).toBe('connected');
  });
});

describe('POST /chatbot/:user_id/reload', () => {
  it('lets a bot work with what was saved since', async () => {
    await using api = await serveApi();
    await api.call('PUT', '/chatbot', { body: documentOf('ann') });
    await api.chat.account('ann').scan();
    await api.call('PUT', '/api/configurations/ann', { body: silentDocumentOf('ann') });
    expect(await api.imposter.status('ann')).toMatchObject({ mode: 'fully_functional' });
    const { status, json } = await api.call('POST', '/chatbot/ann/reload');
    expect([status, json]).toEqual([200, { status: 'success', message: expect.stringContaining('"ann"') }]);
    expect(await api.imposter.status('ann')).toMatchObject({ status: 'connected', mode: 'collection_only' });
  });
});

describe.each(['reload', 'start', 'stop'])('POST /chatbot/:user_id/%s', (command) => {
  it('does not know other bots', async () => {
    await using api = await serveApi();
    const { status, json } = await api.call('POST', `/chatbot/nobody/${command}`);
    expect([status, json]).toEqual([404, expect.objectContaining({ code: 'unknown_bot' })]);
  });
});

describe.each(['reload', 'start'])('POST /chatbot/:user_id/%s of a bot that is not linked', (command) => {
  it('is refused with 409', async () => {
    await using api = await serveApi();
    await api.imposter.saveConfiguration(documentOf('ann'));
    const { status, json } = await api.call('POST', `/chatbot/ann/${command}`);
    expect([status, json]).toEqual([409, expect.objectContaining({ code: 'not_linked' })]);
  });
});

describe('DELETE /chatbot/:user_id', () => {
  it('ends the link and keeps the configuration', async () => {
    await using api = await serveApi();
    await api.call('PUT', '/chatbot', { body: documentOf('ann') });
    await api.chat.account('ann').scan();
    const { status, json } = await api.call('DELETE', '/chatbot/ann');
    expect([status, json]).toEqual([200, { status: 'success', message: expect.stringContaining('"ann"') }]);
    expect(await api.imposter.status('ann')).toMatchObject({ status: 'disconnected', authenticated: false });
    expect(await api.imposter.configuredUserIds()).toEqual(['ann']);
  });

  it('does not know other bots', async () => {
    await using api = await serveApi();
    const { status, json } = await api.call('DELETE', '/chatbot/nobody');
    expect([status, json]).toEqual([404, expect.objectContaining({ code: 'unknown_bot' })]);
  });
});
