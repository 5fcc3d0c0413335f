import { createMemoryStore, ImposterError } from '@chat-imposter/core';
import { describe, expect, it } from 'vitest';
import { serveApi } from '../test-support/api-server.ts';
import { brokenStore } from '../test-support/broken-store.ts';

describe('GET /ready', () => {
  it('is 200 while the store can be used', async () => {
    await using api = await serveApi({ imposter: { store: createMemoryStore() } });
    const { status, json } = await api.call('GET', '/ready');
    expect([status, json]).toEqual([200, { status: 'ok' }]);
  });

  it('is 503 when it cannot, while /health is 200', async () => {
    await using api = await serveApi({
      imposter: { store: brokenStore(new ImposterError('store_unavailable', 'mongodb://secret@host')) },
    });
    const { status, text } = await api.call('GET', '/ready');
    expect([status, text.includes('secret')]).toEqual([503, false]);
    expect((await api.call('GET', '/health')).status).toBe(200);
  });
});
