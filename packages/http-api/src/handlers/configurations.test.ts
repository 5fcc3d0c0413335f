import { createMemoryStore } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { serveApi } from '../test-support/api-server.ts';
import { CANARY, documentOf } from '../test-support/documents.ts';

describe('GET /api/configurations', () => {
  it('lists the ids, also when there are none', async () => {
    await using api = await serveApi();
    expect((await api.call('GET', '/api/configurations')).json).toEqual({ user_ids: [] });
    await api.imposter.saveConfiguration(documentOf('bob'));
    await api.imposter.saveConfiguration(documentOf('ann'));
    expect((await api.call('GET', '/api/configurations')).json).toEqual({ user_ids: ['ann', 'bob'] });
  });
});

describe('GET /api/configurations/status', () => {
  it('shows where every bot stands', async () => {
    await using api = await serveApi();
    await api.imposter.start(documentOf('ann'));
    await api.chat.account('ann').scan();
    await api.imposter.saveConfiguration(documentOf('bob'));
    expect((await api.call('GET', '/api/configurations/status')).json).toEqual({
      configurations: [
        { user_id: 'ann', status: 'connected', authenticated: true },
        { user_id: 'bob', status: 'disconnected', authenticated: false },
      ],
    });
  });
});

describe('GET /api/configurations/schema', () => {
  it('shows the JSON Schema of a configuration, with the settings of the providers', async () => {
    await using api = await serveApi();
    const { status, json } = await api.call('GET', '/api/configurations/schema');
    expect(status).toBe(200);
    expect(json).toEqual(await api.imposter.configurationSchema());
    expect(json).toMatchObject({ properties: { user_id: {}, queue_config: {}, llm_provider_config: {} } });
  });
});

describe('GET /api/configurations/:user_id', () => {
  it('shows the document with its secrets masked', async () => {
    await using api = await serveApi();
    const document = documentOf('ann');
    await api.imposter.saveConfiguration(document);
    const { status, json, text } = await api.call('GET', '/api/configurations/ann');
    expect(status).toBe(200);
    expect(json).toMatchObject({
      ...document,
      llm_provider_config: { provider_config: { model: 'fake', api_key: '********' } },
    });
    expect(text).not.toContain(CANARY);
  });

  it('does not know other bots', async () => {
    await using api = await serveApi();
    const { status, json } = await api.call('GET', '/api/configurations/nobody');
    expect([status, json]).toEqual([404, expect.objectContaining({ code: 'unknown_bot' })]);
  });
});

describe('PUT /api/configurations/:user_id', () => {
  it.each([['a document'], ['an array of one']])('saves %s without starting the bot', async (shape) => {
    await using api = await serveApi();
    const body = shape === 'a document' ? documentOf('ann') : [documentOf('ann')];
    const { status, json } = await api.call('PUT', '/api/configurations/ann', { body });
    expect([status, json]).toEqual([200, { status: 'success', user_id: 'ann' }]);
    expect(await api.imposter.status('ann')).toMatchObject({ status: 'disconnected' });
  });

  it('keeps the secret that comes back masked', async () => {
    const store = createMemoryStore();
    await using api = await serveApi({ imposter: { store } });
    await api.imposter.saveConfiguration(documentOf('ann'));
    const { json } = await api.call('GET', '/api/configurations/ann');
    const body = { ...(json as object), respond_to_whitelist: ['Dad'] };
    expect((await api.call('PUT', '/api/configurations/ann', { body })).status).toBe(200);
    const stored = await store.configurations.get('ann');
    expect(stored?.document).toEqual(documentOf('ann', { respond_to_whitelist: ['Dad'] }));
  });

  it.each([
    ['another id', documentOf('bob')],
    ['another id in an array', [documentOf('bob')]],
    ['the id in other case', documentOf('Ann')],
  ])('refuses %s in the body than in the path with 400', async (_, body) => {
    await using api = await serveApi();
    const { status, json } = await api.call('PUT', '/api/configurations/ann', { body });
    expect([status, json]).toEqual([400, expect.objectContaining({ code: 'user_id_mismatch' })]);
    expect(await api.imposter.configuredUserIds()).toEqual([]);
  });

  it.each([
    ['no id', documentOf('ann', { user_id: undefined })],
    ['an id that is no text', documentOf('ann', { user_id: { $ne: 1 } })],
    ['no document', 5],
    ['two documents', [documentOf('ann'), documentOf('ann')]],
  ])('refuses %s with 422', async (_, body) => {
    await using api = await serveApi();
    const { status, json } = await api.call('PUT', '/api/configurations/ann', { body });
    expect([status, json]).toEqual([422, expect.objectContaining({ code: 'invalid_configuration' })]);
  });

  it.each(['status', 'schema', 'constructor', '__proto__'])('refuses the reserved id %s', async (userId) => {
    await using api = await serveApi();
    const call = { body: documentOf(userId) };
    const { status, json } = await api.call('PUT', `/api/configurations/${userId}`, call);
    expect([status, json]).toEqual([
      422,
      expect.objectContaining({
        errors: expect.arrayContaining([{ path: 'user_id', message: expect.stringContaining('reserved') }]),
      }),
    ]);
  });
});
