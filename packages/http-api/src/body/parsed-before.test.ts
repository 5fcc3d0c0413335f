import express, { type RequestHandler } from 'express';
import { describe, expect, it } from 'vitest';
import { serveApi } from '../test-support/api-server.ts';
import { documentOf } from '../test-support/documents.ts';
import type { Mount } from '../test-support/mounts.ts';

function appWith(parser: RequestHandler): Mount {
  return { name: 'in an app', path: '', listener: (router) => express().use(parser, router) };
}

/** What body-parser 1 does with a body of another type: it does not read it, and says that it is empty. */
const emptyObject: RequestHandler = (request, _response, next) => {
  request.body = {};
  next();
};

/** What platforms do that hand over the whole request at once. */
const parsedElsewhere: RequestHandler = (request, _response, next) => {
  request.body = documentOf('ann');
  next();
};

describe('a body that the app around the API has seen before', () => {
  it.each<[string, RequestHandler]>([
    ['parsed', express.json()],
    ['as text', express.text({ type: () => true })],
    ['as bytes', express.raw({ type: () => true })],
    ['unread, and called empty', emptyObject],
    ['unread, as forms only are read', express.urlencoded()],
  ])('is taken %s', async (_, parser) => {
    await using api = await serveApi({ mount: appWith(parser) });
    expect((await api.call('PUT', '/chatbot', { body: documentOf('ann') })).status).toBe(200);
    expect(await api.imposter.configuredUserIds()).toEqual(['ann']);
  });

  it('is taken as the app says, though nobody read it', async () => {
    await using api = await serveApi({ mount: appWith(parsedElsewhere) });
    expect((await api.call('PUT', '/chatbot', { body: { raw: true } })).status).toBe(200);
    expect(await api.imposter.configuredUserIds()).toEqual(['ann']);
  });

  it.each<[string, RequestHandler]>([
    ['as text', express.text({ type: () => true })],
    ['as bytes', express.raw({ type: () => true })],
  ])('is refused %s when it is not JSON', async (_, parser) => {
    await using api = await serveApi({ mount: appWith(parser) });
    const call = { headers: { 'content-type': 'application/json' }, body: '{"a":' };
    expect((await api.call('PUT', '/chatbot', call)).status).toBe(400);
  });

  it('is refused with 413 when it is larger than 1 MB, though the app took it', async () => {
    await using api = await serveApi({ mount: appWith(express.json({ limit: '10mb' })) });
    const { status } = await api.call('PUT', '/chatbot', { body: { padding: 'x'.repeat(1_048_576) } });
    expect(status).toBe(413);
  });

  it('is refused with 415 when it was a form, though the app parsed it', async () => {
    await using api = await serveApi({ mount: appWith(express.urlencoded({ extended: true })) });
    const call = {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'user_id=ann&chat_provider_config[provider_name]=fakeChat',
    };
    expect((await api.call('PUT', '/chatbot', call)).status).toBe(415);
  });
});
