import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openAiConfigurationSchema } from './configuration.ts';

const schema = openAiConfigurationSchema(new Set(['http://127.0.0.1:11434', 'https://llm.example']));

function problemsOf(document: unknown): Record<string, string> {
  const issues = schema.safeParse(document).error?.issues ?? [];
  return Object.fromEntries(issues.map(({ path, message }) => [path.join('.'), message]));
}

describe('openAiConfigurationSchema', () => {
  it('fills in the defaults', () => {
    expect(schema.parse({ model: 'gpt-6-luna' })).toEqual({
      api_key_source: 'environment',
      api_key: null,
      model: 'gpt-6-luna',
      temperature: 0.7,
      reasoning_effort: null,
      system: '',
      base_url: null,
      timeout_ms: 60_000,
      max_retries: 3,
      max_output_tokens: null,
    });
  });

  it('keeps every key that it does not know, as it is', () => {
    const extra = { top_p: 0.9, metadata: { a: [1, null] }, seed: 7 };
    expect(schema.parse({ model: 'm', ...extra })).toMatchObject(extra);
  });

  it.each([
    'baseURL',
    'apiKey',
    'organization',
    'project',
    'fetch',
    'fetchOptions',
    'httpAgent',
    'defaultHeaders',
    'defaultQuery',
    'logger',
    'dangerouslyAllowBrowser',
    'messages',
    'stream',
    'n',
    'tools',
    'functions',
  ])('refuses %s by its name, whatever its value', (key) => {
    for (const value of [null, false, 'x', {}]) {
      expect(problemsOf({ model: 'm', [key]: value })).toEqual({
        [key]: expect.stringContaining('remove it'),
      });
    }
  });

  it('names the key to use instead', () => {
    const problems = problemsOf({ model: 'm', baseURL: 'x', apiKey: 'x' });
    expect(problems.baseURL).toContain('"base_url"');
    expect(problems.apiKey).toContain('"api_key"');
  });

  it('gives all problems in one parse, each at its own path', () => {
    const document = {
      api_key_source: 'explicit',
      temperature: 3,
      timeout_ms: 0.5,
      reasoning_effort: 'much',
      system: 5,
      max_retries: 'x',
      max_output_tokens: 1.5,
      base_url: 'nowhere',
      stream: true,
      fetch: 1,
    };
    const missing = ['api_key', 'model'];
    const wrong = Object.keys(document).filter((key) => key !== 'api_key_source');
    expect(Object.keys(problemsOf(document)).sort()).toEqual([...missing, ...wrong].sort());
  });

  it('says what is missing when there is no model', () => {
    expect(problemsOf({}).model).toContain('gpt-6-luna');
    expect(problemsOf({ model: ' ' }).model).toContain('empty');
  });

  it.each([
    ['absent', {}],
    ['null', { api_key: null }],
    ['empty', { api_key: '' }],
    ['blank', { api_key: '  ' }],
    ['unsendable', { api_key: 'sk-☃' }],
  ])('wants a key for the source explicit: %s', (_case, part) => {
    expect(Object.keys(problemsOf({ model: 'm', api_key_source: 'explicit', ...part }))).toEqual(['api_key']);
  });

  it('takes a key for the source explicit and lets the environment do without', () => {
    expect(problemsOf({ model: 'm', api_key_source: 'explicit', api_key: 'sk-test' })).toEqual({});
    expect(problemsOf({ model: 'm', api_key_source: 'explicit', api_key: ' sk-test\n' })).toEqual({});
    expect(problemsOf({ model: 'm', api_key: '' })).toEqual({});
  });

  it('does not call a key of the wrong type missing', () => {
    expect(problemsOf({ model: 'm', api_key_source: 'explicit', api_key: 5 }).api_key).not.toContain(
      'required',
    );
  });

  it.each([
    ['absent', {}, true],
    ['null', { base_url: null }, true],
    ['empty', { base_url: '' }, true],
    ['an allowed origin, any path', { base_url: 'http://127.0.0.1:11434/other/v1' }, true],
    ['another port', { base_url: 'http://127.0.0.1:11435/v1' }, false],
    ['another scheme', { base_url: 'https://127.0.0.1:11434/v1' }, false],
    ['another host', { base_url: 'http://127.0.0.2:11434/v1' }, false],
    ['a host that begins with an allowed one', { base_url: 'https://llm.example.com/v1' }, false],
    ['an allowed origin as the user name', { base_url: 'http://127.0.0.1:11434@example.com/v1' }, false],
    ['OpenAI itself', { base_url: 'https://api.openai.com/v1' }, false],
  ])('with the key of the environment, base_url may be allowed: %s', (_case, part, isAllowed) => {
    expect(Object.keys(problemsOf({ model: 'm', ...part }))).toEqual(isAllowed ? [] : ['base_url']);
  });

  it('lets a key of its own go to any http server', () => {
    const own = { model: 'm', api_key_source: 'explicit', api_key: 'x' };
    expect(problemsOf({ ...own, base_url: 'https://llm.example.com/v1' })).toEqual({});
    expect(Object.keys(problemsOf({ ...own, base_url: 'ftp://llm.example.com/v1' }))).toEqual(['base_url']);
  });

  it('refuses what is no object', () => {
    expect(Object.keys(problemsOf([]))).toEqual(['']);
    expect(Object.keys(problemsOf(null))).toEqual(['']);
  });

  it('shows its fields, for those who look for secrets and near misses', () => {
    expect(Object.keys(schema.shape)).toContain('api_key');
    expect(z.globalRegistry.get(schema.shape.api_key)).toMatchObject({ writeOnly: true, format: 'password' });
  });
});

describe('openAiConfigurationSchema as JSON Schema', () => {
  const json = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
  const properties = json.properties as Record<string, Record<string, unknown>>;

  it('requires only the model and allows further keys', () => {
    expect(json).toMatchObject({ type: 'object', title: 'OpenAI', required: ['model'] });
    expect(json.additionalProperties).not.toBe(false);
  });

  it('titles and describes every field', () => {
    expect(Object.keys(properties)).toHaveLength(10);
    const described = { title: expect.any(String), description: expect.any(String) };
    expect(properties).toEqual(
      Object.fromEntries(Object.keys(properties).map((key) => [key, expect.objectContaining(described)])),
    );
  });

  it('tells the kinds of numbers', () => {
    expect(properties.timeout_ms).toMatchObject({ type: 'integer', minimum: 1 });
    expect(properties.temperature).toMatchObject({ type: 'number', minimum: 0, maximum: 2 });
    expect(properties.max_output_tokens?.anyOf).toMatchObject([
      { type: 'integer', minimum: 1 },
      { type: 'null' },
    ]);
  });

  it('gives the defaults', () => {
    const defaults = Object.fromEntries(
      Object.entries(properties).map(([key, field]) => [key, field.default]),
    );
    expect(defaults).toMatchObject({ api_key_source: 'environment', temperature: 0.7, timeout_ms: 60_000 });
  });

  it('marks the secret', () => {
    const secrets = Object.keys(properties).filter((key) => properties[key]?.writeOnly === true);
    expect(secrets).toEqual(['api_key']);
    expect(properties.api_key).toMatchObject({ format: 'password' });
  });

  it('tells which names are refused', () => {
    const allowed = new RegExp(String((json.propertyNames as { pattern: string }).pattern));
    const names = ['baseURL', 'n', 'functions', 'top_p', 'base_url', 'n_best'];
    expect(names.filter((name) => !allowed.test(name))).toEqual(['baseURL', 'n', 'functions']);
  });

  it('tells the two ways to give a key', () => {
    expect(json.oneOf).toMatchObject([
      { title: 'API Key From Environment' },
      { title: 'API Key From User Input', required: ['api_key_source', 'api_key'] },
    ]);
  });
});
