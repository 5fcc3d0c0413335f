import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createImposter } from '@chat-imposter/core';
import { createApiRouter, insecureLoopbackOnly } from '@chat-imposter/http-api';
import { createOpenAiProvider } from '@chat-imposter/llm-openai';
import { createBaileysProvider } from '@chat-imposter/provider-baileys';
import { describe, expect, it } from 'vitest';
import { type ApiDocument, apiPage } from './api-page.ts';

const DOCS = '../../../../docs';

/** What a server with the providers of this repository shows. */
async function served(): Promise<ApiDocument> {
  await using imposter = createImposter({ chat: [createBaileysProvider()], llm: [createOpenAiProvider()] });
  const api = createApiRouter(imposter, { auth: insecureLoopbackOnly() });
  const server = createServer((request, response) => api(request, response, () => response.end()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    return (await (await fetch(`http://127.0.0.1:${port}/openapi.json`)).json()) as ApiDocument;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Written anew by `pnpm docs:api`. */
describe('docs/openapi.json and docs/http-api.md', () => {
  it('say what the API is', async () => {
    const document = await served();
    await expect(`${JSON.stringify(document, null, 2)}\n`).toMatchFileSnapshot(`${DOCS}/openapi.json`);
    await expect(apiPage(document)).toMatchFileSnapshot(`${DOCS}/http-api.md`);
  });
});
