import express from 'express';
import { describe, expect, it } from 'vitest';
import { serveApi } from '../test-support/api-server.ts';
import { documentOf } from '../test-support/documents.ts';
import type { Mount } from '../test-support/mounts.ts';
import { insecureLoopbackOnly } from './insecure-loopback-only.ts';

/** An app whose sockets look as if they came from elsewhere, with a proxy trusted to name its client. */
function seenFrom(address: string | undefined): Mount {
  return {
    name: `seen from ${address}`,
    path: '',
    listener: (router) => {
      const app = express().set('trust proxy', true);
      app.use((request, _response, next) => {
        Object.defineProperty(request.socket, 'remoteAddress', { value: address, configurable: true });
        next();
      });
      return app.use(router);
    },
  };
}

describe('insecureLoopbackOnly', () => {
  it.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])('lets %s in', async (address) => {
    await using api = await serveApi({ auth: insecureLoopbackOnly(), mount: seenFrom(address) });
    expect((await api.call('GET', '/api/configurations')).status).toBe(200);
  });

  it.each(['192.0.2.7', '::ffff:192.0.2.7', '2001:db8::1', undefined])(
    'refuses %s with 403',
    async (address) => {
      await using api = await serveApi({ auth: insecureLoopbackOnly(), mount: seenFrom(address) });
      for (const headers of [{}, { 'x-forwarded-for': '127.0.0.1', forwarded: 'for=127.0.0.1' }]) {
        const answer = await api.call('PUT', '/chatbot', { headers, body: documentOf('ann') });
        expect([answer.status, answer.json]).toEqual([403, expect.objectContaining({ code: 'forbidden' })]);
      }
      expect((await api.call('GET', '/docs')).status).toBe(403);
      expect(await api.imposter.configuredUserIds()).toEqual([]);
    },
  );

  it('lets everybody ask for /health', async () => {
    await using api = await serveApi({ auth: insecureLoopbackOnly(), mount: seenFrom('192.0.2.7') });
    expect((await api.call('GET', '/health')).status).toBe(200);
  });
});
