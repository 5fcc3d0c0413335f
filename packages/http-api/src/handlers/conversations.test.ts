import { describe, expect, it } from 'vitest';
import { type ApiServer, serveApi } from '../test-support/api-server.ts';
import { documentOf } from '../test-support/documents.ts';
import { logFolder } from '../test-support/log-folder.ts';
import { mounts } from '../test-support/mounts.ts';

const logDirectory = logFolder();

async function serveTalking(mount: (typeof mounts)[number]): Promise<ApiServer> {
  const api = await serveApi({ mount, imposter: { logDirectory } });
  await api.imposter.start(documentOf('ann'));
  await api.chat.account('ann').scan();
  const mom = { identifier: '555@x', alternateIdentifiers: ['mom@lid'], savedName: 'Mom' };
  await api.chat.account('ann').says({ kind: 'direct', ...mom }, 'hello', { sender: mom });
  await api.chat.account('ann').hears(1);
  await api.chat.account('ann').says('666@x', 'who is this?');
  return api;
}

describe.each(mounts)('What was said $name', (mount) => {
  it('is shown of a contact, page by page, also under another id of it', async () => {
    await using api = await serveTalking(mount);
    const first = (await api.call('GET', '/api/conversations/ann/mom%40lid?limit=1')).json as {
      next: string;
    };
    expect(first).toMatchObject({
      correspondent_id: '555@x',
      messages: [{ content: 'echo: hello', source: 'bot', state: 'said', id: null }],
    });
    const before = encodeURIComponent(first.next);
    const second = await api.call('GET', `/api/conversations/ann/555@x?limit=1&before=${before}`);
    expect(second.json).toMatchObject({
      messages: [{ content: 'hello', source: 'user', state: 'answered', reason: null, id: 1 }],
      next: null,
    });
  });

  it('is shown with what has become of it', async () => {
    await using api = await serveTalking(mount);
    expect((await api.call('GET', '/api/decisions/ann')).json).toMatchObject({
      decisions: [
        {
          correspondent_id: '666@x',
          verdict: 'collected',
          reason: 'whitelist',
          message: { content: 'who is this?' },
        },
        { correspondent_id: '555@x', verdict: 'answered', reason: null },
      ],
      next: null,
    });
  });

  it('is shown as lines of the log', async () => {
    await using api = await serveTalking(mount);
    const { lines } = (await api.call('GET', '/api/logs/ann/555@x?tail=1')).json as { lines: string[] };
    expect(lines).toEqual([expect.stringMatching(/::: echo: hello$/)]);
  });

  it('was by contacts, who may be answered or not', async () => {
    await using api = await serveTalking(mount);
    expect((await api.call('GET', '/api/contacts/ann')).json).toEqual({
      contacts: [
        {
          correspondent_id: '555@x',
          kind: 'direct',
          display_name: 'Mom',
          alternate_identifiers: ['mom@lid'],
          may_be_answered: true,
          reason: null,
        },
        {
          correspondent_id: '666@x',
          kind: 'direct',
          display_name: '666@x',
          alternate_identifiers: [],
          may_be_answered: false,
          reason: 'whitelist',
        },
      ],
    });
  });

  it('cost so many tokens', async () => {
    await using api = await serveTalking(mount);
    const { usage } = (await api.call('GET', '/api/usage/ann')).json as { usage: object[] };
    expect(usage).toEqual([
      expect.objectContaining({ turns: 1, calls: 1, input_tokens: expect.any(Number) }),
    ]);
    expect((await api.call('GET', '/api/usage/ann?until=0')).json).toEqual({ usage: [] });
  });

  it.each([
    ['/api/conversations/ann/nobody', 404, 'unknown_contact'],
    ['/api/conversations/nobody/555@x', 404, 'unknown_bot'],
    ['/api/conversations/ann/555@x?before=x', 400, 'invalid_cursor'],
    ['/api/conversations/ann/555@x?before=', 400, 'malformed_query'],
    ['/api/decisions/ann?limit=0', 400, 'malformed_query'],
    ['/api/decisions/ann?limit=501', 400, 'malformed_query'],
    ['/api/decisions/ann?limit=1.5', 400, 'malformed_query'],
    ['/api/decisions/nobody', 404, 'unknown_bot'],
    ['/api/logs/ann/nobody', 404, 'unknown_contact'],
    ['/api/usage/nobody', 404, 'unknown_bot'],
    ['/api/contacts/nobody', 404, 'unknown_bot'],
  ])('is refused at %s with %i', async (path, status, code) => {
    await using api = await serveTalking(mount);
    const answer = await api.call('GET', path);
    expect([answer.status, answer.json]).toEqual([status, expect.objectContaining({ code })]);
  });
});

describe('The log of a contact', () => {
  it('is 501 where none is written', async () => {
    await using api = await serveApi();
    await api.imposter.start(documentOf('ann'));
    await api.chat.account('ann').scan();
    await api.chat.account('ann').says('555@x', 'hello');
    expect((await api.call('GET', '/api/logs/ann/555@x')).status).toBe(501);
  });
});

describe('DELETE /api/configurations/:user_id', () => {
  it('unlinks the bot and leaves nothing of it', async () => {
    await using api = await serveTalking(mounts[0] as (typeof mounts)[number]);
    const { status, json } = await api.call('DELETE', '/api/configurations/ANN');
    expect([status, json]).toEqual([200, { status: 'success', user_id: 'ann' }]);
    expect(api.chat.account('ann').isLinked).toBe(false);
    for (const path of ['/chatbot/ann/status', '/api/configurations/ann', '/api/queue/ann']) {
      expect((await api.call('GET', path)).status).toBe(404);
    }
    expect((await api.call('DELETE', '/api/configurations/ann')).status).toBe(404);
  });
});
