import { llmProviderConformance } from '@chat-imposter/testing';
import { LlmServerPeer } from './testing/llm-server-peer.ts';

const API_KEY = 'sk-xqzv-0123456789abcdefABCDEF-jq7w9k';

llmProviderConformance('The OpenAI provider', {
  create: () => LlmServerPeer.begin(API_KEY),
  config: { model: 'gpt-6-luna', reasoning_effort: 'none' },
  invalidConfigs: [
    { config: {}, path: 'model' },
    { config: { model: 'm', temperature: 'hot' }, path: 'temperature' },
    { config: { model: 'm', max_retries: 1.5 }, path: 'max_retries' },
    { config: { model: 'm', api_key_source: 'explicit' }, path: 'api_key' },
    { config: { model: 'm', baseURL: 'http://127.0.0.1:1' }, path: 'baseURL' },
  ],
  apiKey: API_KEY,
  hasty: { timeout_ms: 150 },
});
