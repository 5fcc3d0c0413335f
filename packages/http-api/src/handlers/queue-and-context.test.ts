import { describe, expect, it } from 'vitest';
import { serveApi } from '../test-support/api-server.ts';
import { documentOf, silentDocumentOf } from '../test-support/documents.ts';

describe('GET /api/queue/:user_id', () => {
  it('shows the messages by contact key', async () => {
    await using api = await serveApi();
    await api.imposter.start(silentDocumentOf('ann'));
    await api.chat.account('ann').scan();
    await api.chat.account('ann').says({ identifier: '555@x', savedName: 'Mom' }, 'héllo 👋');
    await api.chat.account('ann').says({ identifier: '555@x', savedName: 'Mom' }, 'again');
    const { status, json } = await api.call('GET', '/api/queue/ann');
    expect(status).toBe(200);
    expect(json).toEqual({
      '555@x': [
        {
          id: 1,
          content: 'héllo 👋',
          sender: { identifier: '555@x', display_name: 'Mom', alternate_identifiers: [] },
          source: 'user',
          accepted_time: api.clock.now(),
          message_size: 7,
          originating_time: api.clock.now(),
          group: null,
          provider_message_id: 'in-1',
        },
        expect.objectContaining({ id: 2, content: 'again' }),
      ],
    });
  });

  it('is empty when nothing is queued', async () => {
    await using api = await serveApi();
    await api.imposter.saveConfiguration(documentOf('ann'));
    expect((await api.call('GET', '/api/queue/ann')).json).toEqual({});
  });

  it('shows a contact whose key is __proto__', async () => {
    await using api = await serveApi();
    await api.imposter.start(silentDocumentOf('ann'));
    await api.chat.account('ann').says('__proto__', 'hello');
    const { text } = await api.call('GET', '/api/queue/ann');
    expect(text).toMatch(/^\{"__proto__":\[\{"id":1,"content":"hello"/);
  });
});

describe('DELETE /api/queue/:user_id', () => {
  async function servedWithTwoContacts() {
    const api = await serveApi();
    await api.imposter.start(silentDocumentOf('ann'));
    await api.chat.account('ann').says('555@x', 'hello');
    await api.chat.account('ann').says('556 7/8@x', 'hi');
    return api;
  }

  it('takes everything out', async () => {
    await using api = await servedWithTwoContacts();
    const { status, text } = await api.call('DELETE', '/api/queue/ann');
    expect([status, text]).toEqual([204, '']);
    expect((await api.call('GET', '/api/queue/ann')).json).toEqual({});
  });

  it('takes out what one contact wrote', async () => {
    await using api = await servedWithTwoContacts();
    const path = `/api/queue/ann/${encodeURIComponent('556 7/8@x')}`;
    expect((await api.call('DELETE', path)).status).toBe(204);
    expect(Object.keys((await api.call('GET', '/api/queue/ann')).json as object)).toEqual(['555@x']);
  });

  it.each([
    ['/api/queue/nobody', 'unknown_bot'],
    ['/api/queue/nobody/555@x', 'unknown_bot'],
    ['/api/queue/ann/557@x', 'unknown_contact'],
  ])('answers 404 to %s', async (path, code) => {
    await using api = await servedWithTwoContacts();
    const { status, json } = await api.call('DELETE', path);
    expect([status, json]).toEqual([404, expect.objectContaining({ code })]);
    expect(Object.keys((await api.call('GET', '/api/queue/ann')).json as object)).toHaveLength(2);
  });
});

describe('GET /api/context/:user_id', () => {
  it('shows the next request to the model by contact key', async () => {
    await using api = await serveApi();
    await api.imposter.start(documentOf('ann', { context_config: { shared_context: false } }));
    await api.chat.account('ann').scan();
    await api.chat.account('ann').says({ identifier: '555@x', savedName: 'Mom' }, 'hello');
    await api.chat.account('ann').hears(1);
    const { status, json } = await api.call('GET', '/api/context/ann');
    expect(status).toBe(200);
    expect(json).toEqual({
      '555@x': [
        { role: 'system', content: expect.stringContaining('Be ann.') },
        { role: 'user', content: expect.stringContaining('hello') },
        { role: 'assistant', content: expect.stringContaining('hello') },
      ],
    });
  });

  it('is empty in Collection Only', async () => {
    await using api = await serveApi();
    await api.imposter.saveConfiguration(silentDocumentOf('ann'));
    expect((await api.call('GET', '/api/context/ann')).json).toEqual({});
  });
});

describe.each(['queue', 'context'])('GET /api/%s/:user_id', (what) => {
  it('does not know other bots', async () => {
    await using api = await serveApi();
    const { status, json } = await api.call('GET', `/api/${what}/nobody`);
    expect([status, json]).toEqual([404, expect.objectContaining({ code: 'unknown_bot' })]);
  });
});
