import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { maskSecrets, restoreSecrets, SECRET_MASK } from './secrets.ts';

const schema = z.looseObject({
  api_key: z.string().meta({ writeOnly: true }).nullable().default(null),
  api_key_source: z.string().optional(),
  max_output_tokens: z.number().optional(),
});
const schemaOf = (section: string) => (section === 'llm_provider_config' ? schema : null);

function withSettings(settings: Record<string, unknown>) {
  return { user_id: 'yahav', llm_provider_config: { provider_name: 'x', provider_config: settings } };
}

describe('maskSecrets', () => {
  it('masks what the schema marks and what is named like a secret, at any depth, and nothing else', () => {
    const document = withSettings({
      api_key: 'sk-1',
      api_key_source: 'explicit',
      max_output_tokens: 50,
      extra: { Authorization: 'Bearer x', note: 'plain' },
    });
    expect(maskSecrets(document, schemaOf)).toEqual(
      withSettings({
        api_key: SECRET_MASK,
        api_key_source: 'explicit',
        max_output_tokens: 50,
        extra: { Authorization: SECRET_MASK, note: 'plain' },
      }),
    );
    expect(document.llm_provider_config.provider_config.api_key).toBe('sk-1');
  });

  it('shows that no secret is set', () => {
    const document = withSettings({ api_key: null });
    expect(maskSecrets(document, schemaOf)).toEqual(document);
  });

  it('masks every text below a name that tells of a secret, in lists too', () => {
    const settings = {
      extra: [{ token: 's1' }],
      api_keys: ['s2'],
      secret: { value: 's3', port: 1 },
      max_tokens: 7,
    };
    expect(maskSecrets(withSettings(settings), schemaOf)).toEqual(
      withSettings({
        extra: [{ token: SECRET_MASK }],
        api_keys: [SECRET_MASK],
        secret: { value: SECRET_MASK, port: 1 },
        max_tokens: 7,
      }),
    );
  });

  it('masks by name when the plugin is not installed', () => {
    const document = { chat_provider_config: { provider_name: 'gone', provider_config: { bot_token: 't' } } };
    expect(JSON.stringify(maskSecrets(document, schemaOf))).toContain(SECRET_MASK);
  });
});

describe('restoreSecrets', () => {
  it('gives back what was masked', () => {
    const stored = withSettings({ api_key: 'sk-1', extra: { token: 't' } });
    expect(restoreSecrets(maskSecrets(stored, schemaOf), stored, schemaOf)).toEqual({
      document: stored,
      problems: [],
    });
  });

  it('takes a new secret and the deletion of one', () => {
    const stored = withSettings({ api_key: 'old' });
    for (const api_key of ['new', null]) {
      const { document } = restoreSecrets(withSettings({ api_key }), stored, schemaOf);
      expect(document).toEqual(withSettings({ api_key }));
    }
  });

  it('gives a secret to nobody but whom it was stored for', () => {
    const stored = withSettings({ api_key: 'sk-1' });
    const elsewhere = withSettings({ api_key: SECRET_MASK, base_url: 'https://elsewhere.example' });
    const other = {
      ...stored,
      llm_provider_config: { provider_name: 'other', provider_config: { api_key: SECRET_MASK } },
    };
    for (const document of [elsewhere, other]) {
      const restored = restoreSecrets(document, stored, schemaOf);
      expect(restored.problems).toMatchObject([{ message: expect.stringContaining('has changed') }]);
      expect(JSON.stringify(restored.document)).not.toContain('sk-1');
    }
  });

  it('gives back what was masked in a list', () => {
    const stored = withSettings({ api_keys: ['a', 'b'] });
    expect(restoreSecrets(maskSecrets(stored, schemaOf), stored, schemaOf)).toEqual({
      document: stored,
      problems: [],
    });
  });

  it('refuses a mask behind which nothing is stored', () => {
    const masked = withSettings({ api_key: SECRET_MASK });
    expect(restoreSecrets(masked, null, schemaOf).problems).toMatchObject([
      { path: 'llm_provider_config.provider_config.api_key' },
    ]);
    expect(restoreSecrets(masked, withSettings({}), schemaOf).problems).toHaveLength(1);
  });
});
