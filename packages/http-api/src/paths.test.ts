import { describe, expect, it } from 'vitest';
import { serveApi } from './test-support/api-server.ts';
import { documentOf } from './test-support/documents.ts';
import { mounts } from './test-support/mounts.ts';
import { rawRequest } from './test-support/raw-request.ts';

const unknownIds = {
  'two dots': '..',
  'two encoded dots': '%2e%2e',
  'a path': '..%2f..%2fetc%2fpasswd',
  'a path with backslashes': '..%5c..%5cx',
  'an encoded slash': 'ann%2fstatus',
  NUL: 'ann%00',
  '4 KB': 'a'.repeat(4096),
  'a device name': 'CON',
  'a property of every object': 'constructor',
  'the prototype': '__proto__',
  'an encoded operator': '%7B%22$ne%22:1%7D',
  'right-to-left letters': '%E2%80%AEann',
  'a letter that looks like another': '%D0%B0nn',
  spaces: '%20ann%20',
};

describe.each(mounts)('a user_id in a path $name', (mount) => {
  it.each(Object.entries(unknownIds))('is unknown when it is %s', async (_, id) => {
    await using api = await serveApi({ mount });
    await api.imposter.saveConfiguration(documentOf('ann'));
    for (const [method, path] of [
      ['GET', `/chatbot/${id}/status?heartbeat=true`],
      ['DELETE', `/chatbot/${id}`],
      ['GET', `/api/configurations/${id}`],
      ['GET', `/api/queue/${id}`],
      ['GET', `/api/context/${id}`],
    ] as const) {
      const { status, json } = await api.raw(rawRequest(method, path, ['Host: localhost']));
      expect([path, status, json]).toEqual([path, 404, expect.objectContaining({ code: 'unknown_bot' })]);
    }
    expect(await api.imposter.configuredUserIds()).toEqual(['ann']);
  });

  it.each(['%zz', '%', '%ff', 'a%e0%a4'])('is refused with 400 when it cannot be decoded: %s', async (id) => {
    await using api = await serveApi({ mount });
    const { status, json } = await api.raw(rawRequest('GET', `/api/queue/${id}`, ['Host: localhost']));
    expect([status, json]).toEqual([400, expect.objectContaining({ code: 'malformed_path' })]);
  });

  it('may be written with codes', async () => {
    await using api = await serveApi({ mount });
    await api.imposter.saveConfiguration(documentOf('ann'));
    expect((await api.call('GET', '/api/queue/%61nn')).status).toBe(200);
  });
});

describe.each(mounts)('a query $name', (mount) => {
  it.each([
    ['/health?x=1'],
    ['/api/configurations?from=1'],
    ['/api/queue/ann?from[$gt]=1'],
    ['/chatbot/ann/status?heartbeat[$ne]=true'],
    ['/chatbot/ann/status?heartbeat=yes'],
    ['/chatbot/ann/status?heartbeat=true&heartbeat=true'],
    ['/chatbot/ann/status?__proto__=true'],
  ])('is refused with 400: %s', async (path) => {
    await using api = await serveApi({ mount });
    await api.imposter.saveConfiguration(documentOf('ann'));
    const { status, json } = await api.call('GET', path);
    expect([status, json]).toEqual([400, expect.objectContaining({ code: 'malformed_query' })]);
  });
});
