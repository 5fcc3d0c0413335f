import type { OpenAI } from 'openai';

/** Where requests go and with which key. */
export interface Endpoint {
  apiKey: string;
  baseURL: string;
  timeoutMs: number;
}

/** The SDK and a client of it. */
export interface Connection {
  sdk: typeof OpenAI;
  client: OpenAI;
}

/**
 * Loads the SDK and makes a client that takes nothing from the environment, retries nothing and logs nothing.
 * Never log the client: it shows the key.
 */
export async function connect({ apiKey, baseURL, timeoutMs }: Endpoint): Promise<Connection> {
  const { OpenAI: sdk } = await import('openai');
  const client = new sdk({
    apiKey,
    baseURL,
    timeout: timeoutMs,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    maxRetries: 0,
    logLevel: 'off',
    fetch: (url, init) => fetch(url, { ...init, headers: headersFor(apiKey), redirect: 'manual' }),
  });
  return { sdk, client };
}

/**
 * All headers that go out. They are made here because the SDK adds what `OPENAI_CUSTOM_HEADERS` says, which no option
 * of it switches off, and facts about this machine that are nobody's business.
 * For the same reason redirects are not followed: key and conversation go to the configured server only.
 */
function headersFor(apiKey: string): Record<string, string> {
  return {
    accept: 'application/json',
    authorization: `Bearer ${apiKey}`,
    'content-type': 'application/json',
    'user-agent': 'chat-imposter',
  };
}
