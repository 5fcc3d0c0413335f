import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createImposter } from '@chat-imposter/core';
import { createApiRouter, insecureLoopbackOnly } from '@chat-imposter/http-api';
import { createOpenAiProvider } from '@chat-imposter/llm-openai';
import { createBaileysProvider } from '@chat-imposter/provider-baileys';
import { afterAll, describe, expect, it } from 'vitest';
import { call } from './api-client.ts';

/** Options of the clients of the model and of WhatsApp: they would send keys or messages elsewhere, or are code. */
const ofTheModel: Record<string, unknown> = {
  base_url: 'https://evil.tld/v1',
  baseURL: 'https://evil.tld/v1',
  apiKey: 'sk-x',
  fetch: 'x',
  fetchOptions: { dispatcher: 'x' },
  httpAgent: { host: 'evil.tld' },
  defaultHeaders: { 'X-Forwarded-Host': 'evil.tld' },
  defaultQuery: { api: 'x' },
  organization: 'org-x',
  project: 'proj-x',
  logger: 'x',
  dangerouslyAllowBrowser: true,
  messages: [],
  stream: true,
  n: 2,
  tools: [],
  functions: [],
};
const ofWhatsApp: Record<string, unknown> = {
  auth: { creds: {} },
  logger: 'x',
  makeSignalRepository: 'x',
  waWebSocketUrl: 'wss://evil.tld/ws',
  agent: 'http://evil.tld:8080',
  fetchAgent: 'x',
  options: { headers: {} },
  customUploadHosts: [{ hostname: 'evil.tld' }],
  getMessage: 'x',
  cachedGroupMetadata: 'x',
  patchMessageBeforeSending: 'x',
  msgRetryCounterCache: {},
  version: [2, 3000, 1],
};

const imposter = createImposter({
  chat: [createBaileysProvider()],
  llm: [createOpenAiProvider({ environment: { OPENAI_API_KEY: 'sk-of-the-server' } })],
});
const router = createApiRouter(imposter, { auth: insecureLoopbackOnly() });
const server = createServer((request, response) => router(request, response, () => response.end()));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await imposter.close();
});

function documentWith(section: 'chat' | 'llm', extra: Record<string, unknown>): Record<string, unknown> {
  return {
    user_id: 'ann',
    chat_provider_config: {
      provider_name: 'whatsAppBaileyes',
      provider_config: section === 'chat' ? extra : {},
    },
    llm_provider_config: {
      provider_name: 'openAi',
      provider_config: { model: 'gpt-6-luna', ...(section === 'llm' && extra) },
    },
  };
}

/** What is refused when a setting has this value, by both ways of saving it. */
async function refusalsOf(section: 'chat' | 'llm', key: string, value: unknown): Promise<unknown[]> {
  const refusals: unknown[] = [];
  for (const path of ['/chatbot', '/api/configurations/ann']) {
    const answer = await call(url, 'PUT', path, documentWith(section, { [key]: value }));
    const errors = (answer.body.errors ?? []) as { path: string }[];
    refusals.push([answer.status, ...errors.map((error) => error.path)]);
  }
  return refusals;
}

describe('A configuration', () => {
  it.each(Object.entries(ofTheModel))('cannot set %s of the client of the model', async (key, value) => {
    const refusal = [422, `llm_provider_config.provider_config.${key}`];
    expect(await refusalsOf('llm', key, value)).toEqual([refusal, refusal]);
    expect(await imposter.configuredUserIds()).toEqual([]);
  });

  it.each(Object.entries(ofWhatsApp))('cannot set %s of the connection to WhatsApp', async (key, value) => {
    const refusal = [422, `chat_provider_config.provider_config.${key}`];
    expect(await refusalsOf('chat', key, value)).toEqual([refusal, refusal]);
    expect(await imposter.configuredUserIds()).toEqual([]);
  });

  it('is taken without them', async () => {
    const answer = await call(url, 'PUT', '/api/configurations/ann', documentWith('llm', { top_p: 0.5 }));
    expect(answer.status).toBe(200);
    await imposter.deleteConfiguration('ann');
  });
});
