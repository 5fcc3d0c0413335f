import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type LlmModel, silentLogger } from '@chat-imposter/core';
import { type LlmServer, startLlmServer } from '@chat-imposter/testing/llm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createOpenAiProvider } from './provider.ts';

const KEY = 'sk-test-0123456789';

let server: LlmServer;

beforeEach(async () => {
  server = await startLlmServer();
});

afterEach(() => server.close());

function modelWith(document: object = {}): LlmModel {
  const provider = createOpenAiProvider({ baseURL: server.baseUrl, environment: { OPENAI_API_KEY: KEY } });
  const config = provider.configSchema.parse({ model: 'm', ...document });
  return provider.createModel(config, { userId: 'dana', logger: silentLogger });
}

function ask(model: LlmModel) {
  const messages = [{ role: 'user' as const, content: 'repeat: fine' }];
  return model.generate({ system: '', messages }, { signal: new AbortController().signal });
}

describe('OpenAiModel environment', () => {
  const TOUCHED = {
    OPENAI_API_KEY: 'sk-environment-must-not-be-used',
    OPENAI_ADMIN_KEY: 'sk-admin-must-not-be-used',
    OPENAI_ORG_ID: 'org-leak',
    OPENAI_PROJECT_ID: 'proj-leak',
    OPENAI_CUSTOM_HEADERS: 'x-leak: custom\nauthorization: Bearer custom-leak\nuser-agent: custom-leak',
    OPENAI_LOG: 'debug',
  };
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('lets nothing of it out', async () => {
    const decoy = createServer((_request, response) => response.end('{}'));
    decoy.listen(0, '127.0.0.1');
    await once(decoy, 'listening');
    let visits = 0;
    decoy.on('connection', () => visits++);
    const { port } = decoy.address() as AddressInfo;
    const touched = { ...TOUCHED, OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1` };
    for (const [name, value] of Object.entries(touched)) vi.stubEnv(name, value);
    try {
      const model = modelWith({ api_key_source: 'explicit', api_key: KEY });
      expect(await ask(model)).toMatchObject({ text: 'fine' });
    } finally {
      decoy.close();
    }
    expect(visits).toBe(0);
    const { headers, body } = server.requests[0] ?? {};
    expect(headers?.authorization).toBe(`Bearer ${KEY}`);
    expect(JSON.stringify({ headers, body })).not.toMatch(/leak|must-not-be-used|stainless/);
  });

  it('says what to do when custom headers keep the SDK from starting', async () => {
    vi.stubEnv('OPENAI_CUSTOM_HEADERS', 'no header name: secret');
    const model = modelWith();
    await expect(ask(model)).rejects.toMatchObject({
      kind: 'unknown',
      retryable: false,
      message: expect.stringContaining('unset OPENAI_CUSTOM_HEADERS'),
    });
    vi.unstubAllEnvs();
    expect(await ask(model)).toMatchObject({ text: 'fine' });
  });
});
