import { describe, expect, it } from 'vitest';
import { serveApi } from '../test-support/api-server.ts';
import { documentOf } from '../test-support/documents.ts';
import { LONGEST_TEXT } from './playground.ts';

const PATH = '/api/playground/ann';

describe('the playground', () => {
  it('takes a message, and shows what was said and thought', async () => {
    await using api = await serveApi();
    await api.imposter.saveConfiguration(documentOf('ann'));
    const said = await api.call('POST', PATH, { body: { text: 'hello' } });
    expect(said.status).toBe(202);
    expect(said.json).toMatchObject({
      is_answering: true,
      messages: [{ from: 'contact', text: 'hello' }],
      turns: [{ calls: [{ problem: 'The server is away.', usage: null }, { usage: { output_tokens: 1 } }] }],
    });
    expect(JSON.stringify(said.json)).toContain('{"role":"system","content":"You are Ann."}');
    expect((await api.call('DELETE', PATH)).status).toBe(204);
    expect((await api.call('GET', PATH)).json).toMatchObject({ messages: [] });
  });

  it.each([
    ['nothing', {}, 'text'],
    ['white space', { text: ' \n' }, 'text'],
    ['a number', { text: 7 }, 'text'],
    ['too much', { text: 'x'.repeat(LONGEST_TEXT + 1) }, 'text'],
    ['something else', { text: 'x', to: 'ben' }, 'to'],
    ['a list', ['x'], ''],
  ])('refuses %s with the place of it', async (_, body, path) => {
    await using api = await serveApi();
    await api.imposter.saveConfiguration(documentOf('ann'));
    const { status, json } = await api.call('POST', PATH, { body });
    expect(status).toBe(422);
    expect(json).toMatchObject({ code: 'invalid_message', errors: [{ path }] });
  });

  it.each(['GET', 'POST', 'DELETE'])('is not there where the program gives none: %s', async (method) => {
    await using without = await serveApi({ hasPlayground: false });
    const { status, json } = await without.call(
      method,
      PATH,
      method === 'POST' ? { body: { text: 'x' } } : {},
    );
    expect(status).toBe(501);
    expect(json).toMatchObject({ code: 'not_supported' });
  });
});
