import { describe, expect, it } from 'vitest';
import { serveApi } from '../test-support/api-server.ts';
import { documentOf } from '../test-support/documents.ts';

describe('GET /metrics', () => {
  it('tells figures of messages, bots and the process from the first call on', async () => {
    await using api = await serveApi();
    expect((await api.call('GET', '/metrics')).status).toBe(200);
    await api.imposter.start(documentOf('ann'));
    await api.imposter.saveConfiguration(documentOf('bob'));
    await api.chat.account('ann').scan();
    for (const text of ['one', 'two']) await api.chat.account('ann').says('555@x', text);
    const mom = { identifier: 'mom@x', alternateIdentifiers: [], savedName: 'Mom' };
    await api.chat.account('ann').says({ kind: 'direct', ...mom }, 'hello', { sender: mom });
    await api.chat.account('ann').hears(1);
    const { text, headers } = await api.call('GET', '/metrics');
    expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const lines = text.split('\n');
    expect(lines).toContain('imposter_messages_total{state="collected",reason="whitelist"} 2');
    expect(lines).toContain('imposter_turns_total{stage="answered"} 1');
    expect(lines).toContain('imposter_model_calls_total{model="fake"} 1');
    expect(text).toMatch(/^imposter_tokens_total\{model="fake",kind="input"\} [1-9]/m);
    expect(lines).toContain('imposter_turn_seconds_count 1');
    expect(lines).toContain('imposter_model_seconds_count 1');
    expect(lines).toContain('imposter_replies_total 1');
    expect(lines).toContain('imposter_bots{status="connected"} 1');
    expect(lines).toContain('imposter_bots{status="disconnected"} 1');
    expect(text).toMatch(/^nodejs_eventloop_lag_seconds /m);
    expect(text).not.toMatch(/ann|555@x/);
  });
});
