import { describe, expect, it } from 'vitest';
import { type ApiServer, serveApi } from '../test-support/api-server.ts';
import { documentOf } from '../test-support/documents.ts';
import { mounts } from '../test-support/mounts.ts';
import { rawRequest } from '../test-support/raw-request.ts';

const PATH = '/api/configurations/ann';

async function tagOf(api: ApiServer): Promise<string> {
  return (await api.call('GET', PATH)).headers.get('etag') ?? '';
}

describe.each(mounts)('Saving over a version $name', (mount) => {
  it('is done while the configuration is that version, and 412 when it is another', async () => {
    await using api = await serveApi({ mount });
    await api.imposter.saveConfiguration(documentOf('ann'));
    const headers = { 'if-match': await tagOf(api) };
    expect(headers['if-match']).toMatch(/^"1-[0-9a-f]{16}"$/);
    const first = documentOf('ann', { respond_to_whitelist: ['first'] });
    const second = documentOf('ann', { respond_to_whitelist: ['second'] });
    expect((await api.call('PUT', PATH, { headers, body: first })).status).toBe(200);
    const late = await api.call('PUT', PATH, { headers, body: second });
    expect([late.status, late.json]).toEqual([412, expect.objectContaining({ code: 'revision_conflict' })]);
    expect((await api.call('PUT', '/chatbot', { headers, body: second })).status).toBe(412);
    expect((await api.imposter.configuration('ann')).respond_to_whitelist).toEqual(['first']);
    expect((await api.imposter.status('ann')).status).toBe('disconnected');
    const newest = { 'if-match': `"x", ${await tagOf(api)}` };
    expect((await api.call('PUT', '/chatbot', { headers: newest, body: second })).status).toBe(200);
  });

  it('takes a repeated header as a list', async () => {
    await using api = await serveApi({ mount });
    await api.imposter.saveConfiguration(documentOf('ann'));
    const body = JSON.stringify(documentOf('ann'));
    const lines = ['Host: localhost', 'Content-Type: application/json', `Content-Length: ${body.length}`];
    const tags = ['If-Match: "x"', `If-Match: ${await tagOf(api)}`];
    expect((await api.raw(rawRequest('PUT', PATH, [...lines, ...tags], body))).status).toBe(200);
  });

  it('lets exactly one of several win who save at once', async () => {
    await using api = await serveApi({ mount });
    await api.imposter.saveConfiguration(documentOf('ann'));
    const headers = { 'if-match': await tagOf(api) };
    const saves = Array.from({ length: 5 }, (_, index) =>
      api.call('PUT', PATH, { headers, body: documentOf('ann', { respond_to_whitelist: [`${index}`] }) }),
    );
    const statuses = (await Promise.all(saves)).map(({ status }) => status);
    expect(statuses.toSorted((one, other) => one - other)).toEqual([200, 412, 412, 412, 412]);
  });

  it.each([
    ['if-match', '*', [412, 200]],
    ['if-match', '"1-0000000000000000"', [412, 412]],
    ['if-match', 'W/"1"', [412, 412]],
    ['if-none-match', '*', [200, 412]],
    ['if-none-match', '"1-0000000000000000"', [200, 200]],
  ])('with %s: %s is %j, without a configuration and with one', async (name, value, expected) => {
    await using api = await serveApi({ mount });
    const call = { headers: { [name]: value }, body: documentOf('ann') };
    const statuses = [(await api.call('PUT', PATH, call)).status];
    await api.imposter.saveConfiguration(documentOf('ann'));
    statuses.push((await api.call('PUT', PATH, call)).status);
    expect(statuses).toEqual(expected);
  });

  it('knows a bot that was deleted and made anew for another one', async () => {
    await using api = await serveApi({ mount });
    await api.imposter.saveConfiguration(documentOf('ann'));
    const headers = { 'if-match': await tagOf(api) };
    await api.imposter.deleteConfiguration('ann');
    await api.imposter.saveConfiguration(documentOf('ann', { respond_to_whitelist: ['new'] }));
    expect((await api.call('PUT', PATH, { headers, body: documentOf('ann') })).status).toBe(412);
  });
});
