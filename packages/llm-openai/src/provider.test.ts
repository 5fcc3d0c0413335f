import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ImposterError, silentLogger } from '@chat-imposter/core';
import { type LlmServer, startLlmServer } from '@chat-imposter/testing/llm';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createOpenAiProvider, type OpenAiProviderOptions } from './provider.ts';

const CONTEXT = { userId: 'dana', logger: silentLogger };
const EXPLICIT = { api_key_source: 'explicit', api_key: 'sk-document' };

let server: LlmServer;

beforeEach(async () => {
  server = await startLlmServer();
});

afterEach(async () => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  await server.close();
});

function modelOf(options: OpenAiProviderOptions, document: object) {
  const provider = createOpenAiProvider(options);
  return provider.createModel(provider.configSchema.parse({ model: 'm', ...document }), CONTEXT);
}

async function authorizationSentBy(options: OpenAiProviderOptions, document: object) {
  const request = { system: '', messages: [{ role: 'user' as const, content: 'hi' }] };
  await modelOf(options, document).generate(request, { signal: new AbortController().signal });
  return (await server.nextRequest()).headers.authorization;
}

describe('createOpenAiProvider', () => {
  it('is named as documents name it', () => {
    expect(createOpenAiProvider()).toMatchObject({ specVersion: 1, name: 'openAi', aliases: ['openai'] });
  });

  it('sends every bot to the given server, whatever the source of its key', async () => {
    const options = { baseURL: server.baseUrl, environment: { OPENAI_API_KEY: 'sk-environment' } };
    expect(await authorizationSentBy(options, {})).toBe('Bearer sk-environment');
    expect(await authorizationSentBy(options, EXPLICIT)).toBe('Bearer sk-document');
  });

  it('goes to OpenAI itself when nothing else is said, and speaks as OpenAI likes it', async () => {
    vi.stubEnv('OPENAI_BASE_URL', server.baseUrl);
    const sent = Promise.withResolvers<[unknown, RequestInit]>();
    vi.stubGlobal('fetch', async (url: unknown, init: RequestInit) => {
      sent.resolve([url, init]);
      return Response.json({ choices: [{ message: { content: 'hi' } }] });
    });
    const model = modelOf({}, { ...EXPLICIT, max_output_tokens: 9 });
    await model.generate({ system: '', messages: [] }, { signal: new AbortController().signal });
    const [url, init] = await sent.promise;
    expect(url).toBe('https://api.openai.com/v1/chat/completions');
    expect(init.body).toContain('"max_completion_tokens":9');
  });

  it('prefers the base_url of a bot', async () => {
    const options = { baseURL: 'http://127.0.0.1:1/v1' };
    expect(await authorizationSentBy(options, { ...EXPLICIT, base_url: server.baseUrl })).toBe(
      'Bearer sk-document',
    );
  });

  it('limits the answer under the name that other servers know', async () => {
    await authorizationSentBy({ baseURL: server.baseUrl }, { ...EXPLICIT, max_output_tokens: 9 });
    expect(server.requests[0]?.body).toMatchObject({ max_tokens: 9 });
  });

  it('lets the key of the environment go to an allowed origin', async () => {
    const environment = { OPENAI_API_KEY: 'sk-environment' };
    const document = { base_url: server.baseUrl };
    expect(() => modelOf({ environment }, document)).toThrow('base_url');
    const options = { environment, allowedBaseUrls: [`${server.baseUrl}/any/path`] };
    expect(await authorizationSentBy(options, document)).toBe('Bearer sk-environment');
  });

  it('does not allow the origin of its own baseURL to documents', () => {
    const options = { baseURL: server.baseUrl, environment: { OPENAI_API_KEY: 'sk-environment' } };
    expect(() => modelOf(options, { base_url: server.baseUrl })).toThrow('base_url');
  });

  it('reads the environment each time a model is made', async () => {
    const environment: Record<string, string> = {};
    const provider = createOpenAiProvider({ environment });
    const config = provider.configSchema.parse({ model: 'm' });
    expect(() => provider.createModel(config, CONTEXT)).toThrow('set OPENAI_API_KEY');
    environment.OPENAI_API_KEY = 'sk-late';
    expect(provider.createModel(config, CONTEXT)).toBeDefined();
  });

  it('says with a code that there is no key', () => {
    const provider = createOpenAiProvider({ environment: {} });
    const config = provider.configSchema.parse({ model: 'm' });
    const error = thrownBy(() => provider.createModel(config, CONTEXT));
    expect(ImposterError.is(error) && error.code).toBe('llm_key_missing');
  });

  it.each([
    ['baseURL', { baseURL: 'nowhere' }],
    ['baseURL', { baseURL: 'https://me:secret@example.com/v1' }],
    ['allowedBaseUrls', { allowedBaseUrls: ['https://fine.example', 'example.com:8080'] }],
    ['allowedBaseUrls', { allowedBaseUrls: [''] }],
  ])('refuses a %s that is no URL, without repeating it', (option, options) => {
    const error = thrownBy(() => createOpenAiProvider(options));
    expect(ImposterError.is(error) && error.code).toBe('invalid_configuration');
    expect(String(error)).toContain(option);
    expect(String(error)).not.toContain('secret');
  });

  it('takes an empty baseURL for unset', () => {
    expect(createOpenAiProvider({ baseURL: '' }).name).toBe('openAi');
  });

  it('loads the SDK only when a model is asked', async () => {
    const script = `
      import { registerHooks } from 'node:module';
      const loaded = [];
      registerHooks({
        resolve(specifier, context, next) {
          if (specifier === 'openai') loaded.push(specifier);
          return next(specifier, context);
        },
      });
      const { createOpenAiProvider } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
      const provider = createOpenAiProvider({
        baseURL: ${JSON.stringify(server.baseUrl)},
        environment: { OPENAI_API_KEY: 'x' },
      });
      const silent = { debug() {}, info() {}, warn() {}, error() {} };
      const model = provider.createModel(provider.configSchema.parse({ model: 'm' }), { userId: 'a', logger: silent });
      console.log('made', loaded.length);
      const request = { system: '', messages: [{ role: 'user', content: 'hi' }] };
      await model.generate(request, { signal: new AbortController().signal });
      console.log('asked', loaded.length);
    `;
    const child = spawn(process.execPath, [
      '--conditions=@chat-imposter/source',
      '--input-type=module',
      '-e',
      script,
    ]);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    const [code] = await once(child, 'close');
    expect({ code, output }).toEqual({ code: 0, output: 'made 0\nasked 1\n' });
  });
});

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
